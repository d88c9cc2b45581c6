import { addRelations } from '../../platform/reading/shape.js';
import { organizationShape } from '../organizations/organization.shape.js';
import type { RelatedNoun } from '../tasks/task.related.js';
import { taskShape } from '../tasks/task.shape.js';
import type { ContactInteractions } from './contact.interactions.js';
import { contactShape } from './contact.shape.js';

// What lower nouns show of a contact, which they don't know.
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

/** Contacts as something that tasks can be about, and that is spoken with. */
export const contactAsRelated = (interactions: ContactInteractions): RelatedNoun => ({
  type: 'CONTACT',
  shape: contactShape,
  addInteraction: (unit, id, input) => interactions.enterOn(unit, id, input),
});
