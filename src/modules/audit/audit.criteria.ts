import { type Criteria, criteriaOf, type FilterRule, isOneOf } from '../../platform/reading/criteria.js';
import type { AuditFilter } from './audit.rules.js';

type Rule = FilterRule<null>;

const equals = (column: string, type: string): Rule => ({
  group: 'entry',
  sql: (value: string, st) => `{t}.${column} = ${st.bind(value, type)}`,
});
const among = (column: string): Rule => ({
  group: 'entry',
  sql: (values: string[], st) => isOneOf(`{t}.${column}`, values, 'text', st),
});
const bound = (sign: string): Rule => ({
  group: 'entry',
  sql: (value: Date, st) => `{t}.at ${sign} ${st.bind(value, 'timestamptz')}`,
});

const rules: Readonly<Record<keyof AuditFilter, Rule>> = {
  actorId: equals('actor_id', 'uuid'),
  action: among('action'),
  outcome: among('outcome'),
  operation: equals('operation', 'text'),
  objectType: equals('object_type', 'text'),
  // A row is named for itself, or in the details as one that came along with others.
  objectId: {
    group: 'entry',
    sql: (value: string, st) => {
      const ids = `array[${st.bind(value, 'uuid')}]`;
      return `({t}.object_ids @> ${ids} or ({t}.details like '%"related"%' and audit_related({t}.details) @> ${ids}))`;
    },
  },
  requestId: equals('request_id', 'text'),
  channel: equals('channel', 'text'),
  from: bound('>='),
  to: bound('<'),
};

export const auditCriteria = (filter: AuditFilter): Criteria => criteriaOf(rules, filter, null);
