import type { Dependent } from '../../platform/merging/dependents.js';
import type { RelatedType } from './task.vocabulary.js';

/** The tasks about rows of a noun, which follow them in a merge. */
export const tasksAbout = (type: RelatedType): Dependent => ({
  name: 'tasks',
  table: 'tasks',
  column: 'related_id',
  where: `d.related_type = '${type}'`,
});
