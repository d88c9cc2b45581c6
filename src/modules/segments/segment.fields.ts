import type { Permission } from '../../platform/access/role-matrix.js';
import type { Sql } from '../../platform/reading/shape.js';
import type { EngagementKind, RecipientType, SegmentValueType } from './segment.vocabulary.js';

/** Rows that hang on a person `{t}`: from which table `r`, when they happened and what kind they are of. */
export interface RelatedRows {
  from: Sql;
  on: Sql;
  at: Sql;
  kind?: Sql;
}

/** Where the value of a field stands. */
export type FieldSource =
  | { in: 'COLUMN'; sql: Sql }
  /** The last instant, the kinds or the number of related rows. */
  | { in: 'RELATED'; rows: RelatedRows; what: 'LAST' | 'KINDS' | 'COUNT' }
  /** A keyed hash stands beside the sealed value: only the whole of it can be asked for. */
  | { in: 'BLIND_INDEX'; index: 'email' | 'phone'; sql: Sql }
  /** Only in a sealed column: the rule is decided by opening it. */
  | { in: 'SEALED'; column: string; path: readonly string[]; isAge?: boolean };

/** One field that a rule can ask by. */
export interface SegmentField {
  type: SegmentValueType;
  description: string;
  source: FieldSource;
  /** Who asks by the field, or sees such a rule, needs this. */
  permission: Permission;
  /** A protected value, or one of a group of fields that not every reader of the person may see. */
  isProtected: boolean;
  /** The only words it can have. */
  values?: readonly string[];
}

export type Catalogue = Readonly<Record<string, SegmentField>>;

/** A field before it is known who may see it. */
export type PlainField = Omit<SegmentField, 'permission' | 'isProtected'>;

export const inColumn = (
  type: SegmentValueType,
  sql: Sql,
  description: string,
  values?: readonly string[],
): PlainField => ({ type, source: { in: 'COLUMN', sql }, description, ...(values && { values }) });

/** What was said with a person, and what the person did with mail. */
export function relatedFields(type: RecipientType, interactionKinds: readonly string[]): Record<string, PlainField> {
  const said: RelatedRows = {
    from: 'interactions r',
    on: `r.practice_id = {practice} and r.subject_type = '${type}' and r.subject_id = {t}.id`,
    at: 'r.occurred_at',
    kind: 'r.kind',
  };
  const engaged = (kind: EngagementKind, description: string): PlainField => ({
    type: 'INSTANT',
    source: {
      in: 'RELATED',
      rows: {
        from: 'mail_engagements r',
        on: `r.practice_id = {practice} and r.person_type = '${type}' and r.person_id = {t}.id and r.kind = '${kind}'`,
        at: 'r.at',
      },
      what: 'LAST',
    },
    description,
  });
  return {
    lastInteractionAt: {
      type: 'INSTANT',
      source: { in: 'RELATED', rows: said, what: 'LAST' },
      description: 'When something was last said.',
    },
    interactionKinds: {
      type: 'WORDS',
      source: { in: 'RELATED', rows: said, what: 'KINDS' },
      description: 'Kinds of the interactions there were.',
      values: interactionKinds,
    },
    interactionCount: {
      type: 'NUMBER',
      source: { in: 'RELATED', rows: said, what: 'COUNT' },
      description: 'How many interactions there were.',
    },
    'engagement.opened': engaged('OPENED', 'When mail was last opened.'),
    'engagement.clicked': engaged('CLICKED', 'When a link in mail was last clicked.'),
    'engagement.bounced': engaged('BOUNCED', 'When mail last bounced.'),
  };
}
