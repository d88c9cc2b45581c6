import { newId } from '../../platform/clock.js';
import type { Ground } from '../../platform/ground.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import { Task } from './task.entity.js';
import type { RelatedType } from './task.vocabulary.js';

export interface FollowUpTask {
  title: string;
  dueAt: Date | null;
  assignedToId: string | null;
  relatedTo: { type: RelatedType; id: string };
}

/** The only writer of tasks. */
export class TaskService {
  constructor(private readonly ground: Ground) {}

  /** Adds a follow-up within another use case; that one has checked permission and assignee. */
  createFollowUp(unit: UnitOfWork, followUp: FollowUpTask): Task {
    const { viewer } = unit.ctx;
    const now = this.ground.clock.now();
    const task = Object.assign(new Task(), {
      id: newId(),
      practiceId: unit.ctx.practiceId,
      createdAt: now,
      updatedAt: now,
      createdById: viewer?.kind === 'SYSTEM' ? null : viewer?.id,
      title: followUp.title,
      type: 'FOLLOW_UP',
      priority: 'NORMAL',
      status: 'PENDING',
      dueAt: followUp.dueAt,
      assignedToId: followUp.assignedToId,
      relatedType: followUp.relatedTo.type,
      relatedId: followUp.relatedTo.id,
    } as const);
    unit.em.persist(task);
    unit.record(task.id, undefined, { action: 'CREATE', objectType: 'TASK' });
    unit.publish({ type: 'TASK_CREATED', objectType: 'TASK', objectId: task.id });
    return task;
  }

  /** Gives the tasks about one row, all or those named, to another of its kind; answers their ids. */
  async move(
    unit: UnitOfWork,
    from: FollowUpTask['relatedTo'],
    toId: string,
    only: string[] | null = null,
  ): Promise<string[]> {
    const rows = await unit.sql<{ id: string }>(
      `update tasks set related_id = $4
       where practice_id = $1 and related_type = $2 and related_id = $3 and ($5::uuid[] is null or id = any($5))
       returning id`,
      [unit.ctx.practiceId, from.type, from.id, toId, only],
    );
    return rows.map(row => row.id);
  }
}
