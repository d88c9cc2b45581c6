import { addRelations } from '../../platform/reading/shape.js';
import type { RelatedNoun } from '../tasks/task.related.js';
import { taskShape } from '../tasks/task.shape.js';
import { organizationShape } from './organization.shape.js';

// What lower nouns show of an organization, which they don't know.
addRelations(taskShape, {
  organization: {
    kind: 'one',
    shape: organizationShape,
    on: "{n}.id = {t}.related_id and {t}.related_type = 'ORGANIZATION'",
    group: 'task',
  },
});

/** Organizations as something that tasks can be about. */
export const organizationAsRelated: RelatedNoun = { type: 'ORGANIZATION', shape: organizationShape };
