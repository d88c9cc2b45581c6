import { addRelations } from '../../platform/reading/shape.js';
import { contactShape } from '../contacts/contact.shape.js';
import type { RelatedNoun } from '../tasks/task.related.js';
import { taskShape } from '../tasks/task.shape.js';
import type { LeadInteractions } from './lead.interactions.js';
import { leadShape } from './lead.shape.js';

// What lower nouns show of a lead, which they don't know.
addRelations(taskShape, {
  lead: {
    kind: 'one',
    shape: leadShape,
    on: "{t}.related_type = 'LEAD' and {n}.id = {t}.related_id",
    group: 'task',
  },
});

addRelations(contactShape, {
  referredLeads: {
    kind: 'many',
    shape: leadShape,
    on: '{n}.referred_by_id = {t}.id',
    sort: [{ field: 'createdAt', direction: 'DESC' }],
    group: 'contact',
  },
});

/** Leads as something that tasks can be about, and that is spoken with. */
export const leadAsRelated = (interactions: LeadInteractions): RelatedNoun => ({
  type: 'LEAD',
  shape: leadShape,
  addInteraction: (unit, id, input) => interactions.enterOn(unit, id, input),
});
