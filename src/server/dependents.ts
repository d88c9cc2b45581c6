import { interactionsWith } from '../modules/interactions/interaction.dependents.js';
import { forgetReferrers } from '../modules/leads/lead.purge.js';
import { tasksAbout } from '../modules/tasks/task.dependents.js';
import type { Dependent } from '../platform/merging/dependents.js';

/** How nouns above let go of contacts that go for good, by statements; each adds its line. */
export const aboveContacts: readonly string[] = [forgetReferrers];

/** What hangs on a lead and follows it in a merge; each noun above leads adds its line. */
export const leadDependents: readonly Dependent[] = [interactionsWith('LEAD'), tasksAbout('LEAD')];
