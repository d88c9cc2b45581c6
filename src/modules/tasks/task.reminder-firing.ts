import { RequestContext } from '../../platform/context.js';
import { isoText } from '../../platform/database/columns.js';
import type { Ground } from '../../platform/ground.js';
import { transact, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import type { StaffNotifications } from '../staff/staff.notifications.js';
import { type DueReminder, noticeOf } from './task.reminder-text.js';

/** Reminders that fire in one transaction. */
const batch = 50;
/** Seconds after its time from which a reminder counts as late: longer than a worker at work ever takes. */
const lateAfterSeconds = 10;
/** The same for one whose time came before this process began, when most likely nobody was at work. */
const missedAfterSeconds = 2;

const practicesWithDue = `
  select distinct practice_id as "practiceId" from task_reminders where is_armed and due_at <= $1`;

/** What another worker holds is its to fire. */
const claim = `
  select r.id, r.task_id as "taskId", r.channel, ${isoText('r.due_at')} as "dueAt",
    t.title, ${isoText('t.due_at')} as "taskDueAt", t.assigned_to_id as "assignedToId", t.created_by_id as "createdById",
    t.related_type as "relatedType", t.related_id as "relatedId",
    p.time_zone as "timeZone",
    t.deleted_at is null and t.status in ('PENDING', 'IN_PROGRESS') as "isWanted"
  from task_reminders r join tasks t on t.id = r.task_id join practices p on p.id = r.practice_id
  where r.practice_id = $1 and r.is_armed and r.due_at <= $2
  order by r.due_at, r.id limit ${batch} for update of r skip locked`;

const settle = `
  update task_reminders r set is_armed = false, version = r.version + 1, updated_at = $2,
    fired_at = case when s."isWanted" then $2::timestamptz end, is_late = s."isLate"
  from jsonb_to_recordset($1::jsonb) as s(id uuid, "isWanted" boolean, "isLate" boolean)
  where r.id = s.id`;

const reminding = useCasesOf('TASK')('remindOfTask', 'task:update', 'UPDATE');

/** Fires what is due, for the worker; a reminder, its notice, its audit row and its event commit together. */
export class ReminderFiring {
  readonly #since: Date;

  constructor(
    private readonly ground: Ground,
    private readonly notifications: StaffNotifications,
  ) {
    this.#since = ground.clock.now();
  }

  /** Fires all that is due and that no other worker holds; answers how many. */
  async fireDue(): Promise<number> {
    const { rows } = await this.ground.database.query<{ practiceId: string }>(practicesWithDue, [
      this.ground.clock.now(),
    ]);
    let fired = 0;
    for (const { practiceId } of rows) {
      const ctx = RequestContext.system(practiceId, 'worker');
      for (let taken = batch; taken === batch; fired += taken) {
        taken = await transact(this.ground, ctx, reminding, unit => this.#fireSome(unit));
      }
    }
    return fired;
  }

  async #fireSome(unit: UnitOfWork): Promise<number> {
    const now = this.ground.clock.now();
    const claimed = await unit.sql<DueReminder & { isWanted: boolean }>(claim, [unit.ctx.practiceId, now]);
    if (claimed.length === 0) return 0;
    const due = claimed.map(reminder => ({ ...reminder, isLate: reminder.isWanted && this.#isLate(reminder, now) }));
    await unit.sql(settle, [JSON.stringify(due.map(({ id, isWanted, isLate }) => ({ id, isWanted, isLate }))), now]);
    for (const reminder of due.filter(({ isWanted }) => isWanted)) await this.#fire(unit, reminder);
    return claimed.length;
  }

  async #fire(unit: UnitOfWork, reminder: DueReminder & { isLate: boolean }): Promise<void> {
    const { id, taskId, channel, dueAt, isLate, assignedToId, createdById, relatedType, relatedId } = reminder;
    await this.notifications.notifyFirst(unit, [assignedToId, createdById], noticeOf(reminder));
    const details = { reminderId: id, channel, dueAt, isLate };
    unit.record(taskId, undefined, { details });
    const data = { assignedToId, createdById, relatedType, relatedId, ...details };
    unit.publish({ type: 'TASK_REMINDED', objectType: 'TASK', objectId: taskId, data });
  }

  #isLate({ dueAt }: DueReminder, now: Date): boolean {
    const due = new Date(dueAt);
    const wasMissed = due < this.#since;
    return now.getTime() - due.getTime() > (wasMissed ? missedAfterSeconds : lateAfterSeconds) * 1000;
  }
}
