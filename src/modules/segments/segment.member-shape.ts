import { column, instant, type Shape } from '../../platform/reading/shape.js';
import { contactShape } from '../contacts/contact.shape.js';
import { leadShape } from '../leads/lead.shape.js';
import { colleague } from '../staff/staff.shape.js';
import { tableOf } from './segment.matching.js';
import type { RecipientType, SegmentKind } from './segment.vocabulary.js';

const shapeOf = { LEAD: leadShape, CONTACT: contactShape };

const none = column('null::text');

/** The rows of people themselves; those of a list also say which list it is and who put them there. */
function sourceOf(type: RecipientType, kind: SegmentKind): string {
  if (kind === 'DYNAMIC') return tableOf[type];
  return `(select p.*, m.segment_id, m.added_at, m.added_by_id from segment_members m
    join ${tableOf[type]} p on p.practice_id = m.practice_id and p.id = m.person_id where m.person_type = '${type}')`;
}

function memberShape(type: RecipientType, kind: SegmentKind): Shape {
  const { groups, own, grant, present, table, objectType } = shapeOf[type];
  const person = { kind: 'one', shape: shapeOf[type], on: '{n}.id = {t}.id' } as const;
  const isList = kind === 'STATIC';
  return {
    noun: `segmentMember${type}${kind}`,
    objectType,
    from: sourceOf(type, kind),
    table,
    present,
    own,
    groups,
    grant,
    fields: {
      id: column('{t}.id'),
      type: column(`'${type}'::text`),
      lead: type === 'LEAD' ? person : none,
      contact: type === 'CONTACT' ? person : none,
      addedAt: isList ? instant('{t}.added_at') : none,
      addedBy: isList ? colleague('{t}.added_by_id') : none,
    },
    sorts: { createdAt: { sql: '{t}.created_at', type: 'timestamptz' } },
  };
}

/** The members of a segment as they are read: people with the policy of their own noun. */
export const memberShapes: Readonly<Record<RecipientType, Readonly<Record<SegmentKind, Shape>>>> = {
  LEAD: { STATIC: memberShape('LEAD', 'STATIC'), DYNAMIC: memberShape('LEAD', 'DYNAMIC') },
  CONTACT: { STATIC: memberShape('CONTACT', 'STATIC'), DYNAMIC: memberShape('CONTACT', 'DYNAMIC') },
};
