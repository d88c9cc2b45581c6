import { addRelations, type ManyField } from '../../platform/reading/shape.js';
import type { PersonType } from '../consents/consent.vocabulary.js';
import { contactShape } from '../contacts/contact.shape.js';
import { leadShape } from '../leads/lead.shape.js';
import { deliveryShape } from './delivery.shape.js';

/** What was to be mailed to a person, newest first, and what became of it. */
const deliveriesTo = (type: PersonType): ManyField => ({
  kind: 'many',
  shape: deliveryShape,
  on: `{n}.person_type = '${type}' and {n}.person_id = {t}.id`,
  sort: [{ field: 'createdAt', direction: 'DESC' }],
});

addRelations(leadShape, { deliveries: deliveriesTo('LEAD') });
addRelations(contactShape, { deliveries: deliveriesTo('CONTACT') });
