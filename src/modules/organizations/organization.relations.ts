import { addRelations } from '../../platform/reading/shape.js';
import { taskShape } from '../tasks/task.shape.js';
import { organizationShape } from './organization.shape.js';

addRelations(taskShape, {
  organization: {
    kind: 'one',
    shape: organizationShape,
    on: "{n}.id = {t}.related_id and {t}.related_type = 'ORGANIZATION'",
    group: 'task',
  },
});
