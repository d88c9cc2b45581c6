import {
  criteriaOf,
  type FilterRule,
  type InstantRange,
  isOneOf,
  isWithin,
  searchedBy,
} from '../../platform/reading/criteria.js';
import { holds, oneOfIds, oneOfText, within } from '../../platform/reading/filter-rules.js';
import { countOf } from '../../platform/statistics/counters.js';
import { parse } from '../../platform/validation.js';
import { type TaskFilterField, TaskFilterRules } from './task.filter.js';
import type { RelatedTo } from './task.rules.js';
import { dueSql, isOpenSql } from './task.shape.js';
import { isOpen } from './task.status.js';
import type { TaskStatus } from './task.vocabulary.js';

type Rule = FilterRule<null>;

const rules: Record<TaskFilterField, Rule> = {
  status: {
    sql: (values: TaskStatus[], st) => {
      const isOne = isOneOf('{t}.status', values, 'text', st);
      // said by a constant too, the index of open tasks serves a plan that is made before the values are known
      return values.every(isOpen) ? `(${isOpenSql} and ${isOne})` : isOne;
    },
  },
  type: oneOfText('type'),
  priority: oneOfText('priority'),
  assignedToId: oneOfIds('assigned_to_id'),
  createdById: oneOfIds('created_by_id'),
  completedById: oneOfIds('completed_by_id'),
  createdAt: within('created_at'),
  updatedAt: within('updated_at'),
  dueAt: { sql: (value: InstantRange, st) => `({t}.due_at is not null and ${isWithin(dueSql, value, st)})` },
  completedAt: within('completed_at'),
  isOpen: holds(isOpenSql),
  isOverdue: holds(`(${dueSql} < {now} and ${isOpenSql})`),
  isMine: holds('({t}.assigned_to_id = {viewer})'),
  hasOpenSubtasks: holds('({t}.open_subtask_count > 0)'),
  relatedTo: {
    sql: ({ type, id }: RelatedTo, st) =>
      `({t}.related_type = ${st.bind(type, 'text')} and {t}.related_id = ${st.bind(id, 'uuid')})`,
  },
  relatedType: oneOfText('related_type'),
  relatedId: oneOfIds('related_id'),
  // the list's condition of presence, set by the query
  isDeleted: { sql: () => 'true' },
};

const open: readonly string[] = ['createdAt', 'updatedAt', 'isDeleted'];
for (const [filter, rule] of Object.entries(rules)) {
  if (!open.includes(filter)) rules[filter as TaskFilterField] = { ...rule, group: 'task' };
}

const counted = { total: [], status: ['status', 'priority'], assignee: ['assignedToId', 'status'] };

/** The criteria of a list of tasks; throws ValidationError on a filter that breaks its rules. */
export function taskCriteria(filter: unknown, search: string | null | undefined) {
  const parsed = filter ? parse(TaskFilterRules, filter) : {};
  const criteria = criteriaOf(rules, parsed, null);
  const words = search?.trim() ?? '';
  return {
    isDeleted: parsed.isDeleted === true,
    criteria: words === '' ? criteria : searchedBy(criteria, words, '{t}.search_key', 'task'),
    count: words === '' ? countOf('TASK', counted, parsed) : undefined,
  };
}
