import type { AuditChanges } from '../../platform/audit/audit-entry.js';
import { newId } from '../../platform/clock.js';
import { actorId } from '../../platform/database/rows.js';
import { ValidationError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import type { ReminderWish } from './reminder.rules.js';
import type { Task } from './task.entity.js';
import type { Shift } from './task.recurrence-copies.js';

const wanted = `jsonb_to_recordset($2::jsonb) as w(id uuid, "minutesBefore" int, at timestamptz, channel text)`;
const isSame = `r.channel = w.channel and r.minutes_before is not distinct from w."minutesBefore" and r.at is not distinct from w.at`;

const withdraw = `
  delete from task_reminders r
  where r.task_id = $1 and not exists (select 1 from ${wanted} where ${isSame}) returning r.id`;

/** A new reminder waits from the start: one whose time is past comes at once. */
const add = `
  insert into task_reminders (id, practice_id, created_at, updated_at, created_by_id, task_id, minutes_before, at, channel, is_armed)
  select w.id, $3, $4, $4, $5, $1, w."minutesBefore", w.at, w.channel, true from ${wanted}
  where not exists (select 1 from task_reminders r where r.task_id = $1 and ${isSame}) returning id`;

/**
 * Computes when each is to fire. One that fired, or was let pass while the task was closed, waits again only when its
 * time comes to lie ahead; one that waits goes on waiting wherever its time is moved.
 */
const arm = `
  update task_reminders r set due_at = n.due_at, updated_at = $4, version = r.version + 1,
    is_armed = n.is_armed,
    fired_at = case when n.is_renewed then null else r.fired_at end,
    is_late = r.is_late and not n.is_renewed
  from (
    select s.id, s.due_at, s.is_renewed, $3 and s.due_at is not null and case
      when s.due_at > $4 then s.is_renewed or s.fired_at is null else s.is_armed end as is_armed
    from (
      select c.*, c.due_at > $4 and c.was_due_at is distinct from c.due_at as is_renewed
      from (
        select id, is_armed, fired_at, due_at as was_due_at,
          coalesce(at, $2::timestamptz - make_interval(mins => minutes_before)) as due_at
        from task_reminders where task_id = $1
      ) c
    ) s
  ) n
  where r.id = n.id and (r.due_at is distinct from n.due_at or r.is_armed <> n.is_armed)`;

/** What reminds of a task and when; the firing stands beside it. */
export class TaskReminders {
  constructor(private readonly ground: Ground) {}

  /**
   * Sets all reminders of a task, within the change that has set its due time and status; without a wish they stay
   * and only follow these. Those that stay keep whether they have fired. Answers what changed.
   */
  async set(unit: UnitOfWork, task: Task, wish?: ReminderWish[] | null): Promise<AuditChanges> {
    const changes = wish === undefined ? {} : await this.#replace(unit, task, wish ?? []);
    const isWanted = !task.deletedAt && task.isOpen;
    await unit.sql(arm, [task.id, task.dueAt ?? null, isWanted, this.ground.clock.now()]);
    return changes;
  }

  /** Gives the next occurrence of a task its reminders, none of them fired. */
  async copy(unit: UnitOfWork, from: Task, to: Task, shift: Shift): Promise<void> {
    const rows = await unit.sql<Omit<ReminderWish, 'at'> & { at: string | null }>(
      `select minutes_before as "minutesBefore", to_json(at) as at, channel from task_reminders where task_id = $1 order by id`,
      [from.id],
    );
    if (rows.length === 0) return;
    await this.set(
      unit,
      to,
      rows.map(row => ({ ...row, at: row.at === null ? null : shift(new Date(row.at)) })),
    );
  }

  async #replace(unit: UnitOfWork, task: Task, wish: ReminderWish[]): Promise<AuditChanges> {
    const relative = wish.findIndex(({ minutesBefore }) => minutesBefore !== null);
    if (relative >= 0 && !task.dueAt) {
      const path = ['reminders', String(relative), 'minutesBefore'];
      throw ValidationError.at(path, 'INVALID', 'The task has no due time to be reminded of beforehand.');
    }
    const rows = JSON.stringify(wish.map(each => ({ ...each, id: newId() })));
    const gone = await unit.sql(withdraw, [task.id, rows]);
    const now = this.ground.clock.now();
    const added = await unit.sql(add, [task.id, rows, task.practiceId, now, actorId(unit.ctx)]);
    const from = wish.length - added.length + gone.length;
    return gone.length + added.length > 0 ? { reminders: { from, to: wish.length } } : {};
  }
}
