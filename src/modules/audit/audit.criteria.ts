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
  objectId: {
    group: 'entry',
    sql: (value: string, st) => `{t}.object_ids @> array[${st.bind(value, 'uuid')}]`,
  },
  requestId: equals('request_id', 'text'),
  channel: equals('channel', 'text'),
  from: bound('>='),
  to: bound('<'),
};

export const auditCriteria = (filter: AuditFilter): Criteria => criteriaOf(rules, filter, null);
