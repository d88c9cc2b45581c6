import { lockRow } from '../../platform/database/rows.js';
import type { Ground } from '../../platform/ground.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import type { TaskDraft } from './task.draft.js';
import { Task } from './task.entity.js';
import type { TaskService } from './task.service.js';

/** Why the passing of a time raises a task, and of which row. */
export interface TaskCause {
  cause: 'LEAD_FOLLOW_UP' | 'LEAD_FIRST_RESPONSE' | 'REFERRAL_ACKNOWLEDGEMENT';
  id: string;
}

/** A time, and the task that it raises when it passes. */
export interface TimedTask {
  at: Date;
  draft: TaskDraft;
}

/**
 * Tasks that the passing of a time raises. Each time of a cause raises one task, ever; while that is open, another
 * time moves it instead of raising a second one, and no time at all ends it.
 */
export class TaskRaising {
  constructor(
    private readonly ground: Ground,
    private readonly tasks: TaskService,
  ) {}

  /**
   * Brings the task of a cause in line with what is wanted now, within a use case that holds the cause's row.
   * `end` is what becomes of an open task that nothing wants. Answers whether a task stands, or stood, for the time.
   */
  async keep(unit: UnitOfWork, cause: TaskCause, wanted: TimedTask | null, end: 'COMPLETED' | 'CANCELLED') {
    const open = await this.#open(unit, cause);
    if (!wanted) {
      if (open) await this.tasks.apply(unit, open, { status: end, completeSubtasks: true });
      return false;
    }
    if (await this.#hasRaised(unit, cause, wanted.at)) return true;
    if (open) await this.tasks.apply(unit, open, { dueAt: wanted.draft.dueAt });
    else if (wanted.at > this.ground.clock.now()) return false;
    const task = open ?? (await this.tasks.enter(unit, wanted.draft));
    await unit.em.flush();
    await unit.sql(
      'insert into raised_tasks (practice_id, cause, cause_id, raised_for, task_id) values ($1, $2, $3, $4, $5)',
      [unit.ctx.practiceId, cause.cause, cause.id, wanted.at, task.id],
    );
    return true;
  }

  async #hasRaised(unit: UnitOfWork, { cause, id }: TaskCause, at: Date): Promise<boolean> {
    const rows = await unit.sql(
      'select 1 from raised_tasks where practice_id = $1 and cause = $2 and cause_id = $3 and raised_for = $4',
      [unit.ctx.practiceId, cause, id, at],
    );
    return rows.length > 0;
  }

  /** The open task of a cause, locked; one that came with a merged lead counts as the lead's own. */
  async #open(unit: UnitOfWork, { cause, id }: TaskCause): Promise<Task | null> {
    const [row] = await unit.sql<{ id: string }>(
      `select t.id from tasks t
       where t.practice_id = $1 and t.deleted_at is null and t.status in ('PENDING', 'IN_PROGRESS') and t.id in (
         select r.task_id from raised_tasks r where r.practice_id = $1 and r.cause = $2 and r.cause_id = $3
         union all
         select m.id from tasks m join raised_tasks r on r.task_id = m.id and r.cause = $2
         where m.practice_id = $1 and m.related_type = 'LEAD' and m.related_id = $3)
       order by t.created_at desc limit 1`,
      [unit.ctx.practiceId, cause, id],
    );
    return row ? lockRow(unit, Task, row.id) : null;
  }
}

const [batch, mostBatches] = [100, 50];

/**
 * Goes through the rows that a statement finds due (`$1` is now, `$2` how many), each in a use case of its own that
 * makes it no longer due; one that fails waits for the next time. Answers how many were settled.
 */
export async function settleDue(
  { clock, database, logger }: Ground,
  text: string,
  settle: (practiceId: string, id: string) => Promise<void>,
): Promise<number> {
  let settled = 0;
  for (let round = 0; round < mostBatches; round++) {
    const { rows } = await database.query<{ practice_id: string; id: string }>(text, [clock.now(), batch]);
    let failed = 0;
    for (const { practice_id, id } of rows) {
      await settle(practice_id, id).catch(error => {
        failed += 1;
        logger.error({ err: error, rowId: id }, 'a task could not be raised');
      });
    }
    settled += rows.length - failed;
    if (rows.length < batch || failed > 0) break;
  }
  return settled;
}
