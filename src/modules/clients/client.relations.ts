import { addRelations } from '../../platform/reading/shape.js';
import type { RelatedNoun } from '../tasks/task.related.js';
import { taskShape } from '../tasks/task.shape.js';
import { clientShape } from './client.shape.js';

// What lower nouns show of a client, which they don't know.
addRelations(taskShape, {
  client: {
    kind: 'one',
    shape: clientShape,
    on: "{t}.related_type = 'CLIENT' and {n}.id = {t}.related_id",
    group: 'task',
  },
});

/** Clients as something that tasks can be about. */
export const clientAsRelated: RelatedNoun = { type: 'CLIENT', shape: clientShape };
