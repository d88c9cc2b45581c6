import type { Dependent } from '../../platform/merging/dependents.js';
import type { SubjectType } from './interaction.entity.js';

/** The interactions with rows of a noun, which follow them in a merge. */
export const interactionsWith = (type: SubjectType): Dependent => ({
  name: 'interactions',
  table: 'interactions',
  column: 'subject_id',
  where: `d.subject_type = '${type}'`,
});
