import { interactionsWith } from '../modules/interactions/interaction.dependents.js';
import { tasksAbout } from '../modules/tasks/task.dependents.js';
import type { Dependent } from '../platform/merging/dependents.js';

/** What hangs on a lead and follows it in a merge; each noun above leads adds its line. */
export const leadDependents: readonly Dependent[] = [interactionsWith('LEAD'), tasksAbout('LEAD')];
