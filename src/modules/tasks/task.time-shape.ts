import { isoText } from '../../platform/database/columns.js';
import { column, type ShapeField } from '../../platform/reading/shape.js';

const reminder = `json_build_object('id', r.id, 'minutesBefore', r.minutes_before, 'at', ${isoText('r.at')},
  'channel', r.channel, 'dueAt', ${isoText('r.due_at')}, 'firedAt', ${isoText('r.fired_at')}, 'isLate', r.is_late)`;

/** What a task is reminded of by and how it comes back, as fields of the task's own shape. */
export const taskTimeFields: Record<string, ShapeField> = {
  reminders: column(
    `(select coalesce(json_agg(${reminder} order by r.due_at, r.id), '[]') from task_reminders r where r.task_id = {t}.id)`,
    'task',
  ),
  recurrence: column(
    `case when {t}.recurrence_rule is not null then json_build_object('rule', {t}.recurrence_rule,
       'timeZone', {t}.recurrence_time_zone, 'seriesId', {t}.series_id, 'occurrence', {t}.occurrence) end`,
    'task',
  ),
};
