import { addRelations } from '../../platform/reading/shape.js';
import { organizationShape } from '../organizations/organization.shape.js';
import { taskShape } from '../tasks/task.shape.js';
import { contactShape } from './contact.shape.js';

addRelations(taskShape, {
  contact: {
    kind: 'one',
    shape: contactShape,
    on: "{n}.id = {t}.related_id and {t}.related_type = 'CONTACT'",
    group: 'task',
  },
});

addRelations(organizationShape, {
  contacts: {
    kind: 'many',
    shape: contactShape,
    on: '{n}.organization_id = {t}.id',
    sort: [{ field: 'lastName', direction: 'ASC' }],
  },
});
