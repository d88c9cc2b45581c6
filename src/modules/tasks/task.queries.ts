import { assertMay } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import type { PageArgs } from '../../platform/reading/paging.js';
import { type ListWish, Reader } from '../../platform/reading/reader.js';
import type { Page, PlainRow, Selection } from '../../platform/reading/selection.js';
import type { SortKey } from '../../platform/reading/shape.js';
import { subtaskShape } from './subtask.shape.js';
import { taskCriteria } from './task.criteria.js';
import type { TaskFilterInput } from './task.filter.js';
import { taskShape } from './task.shape.js';

/** What a list of tasks may be asked with; filter and sort are checked here. */
export interface TaskListArgs extends PageArgs {
  filter?: TaskFilterInput | null;
  sort?: readonly SortKey[] | null;
  /** Words that title or description have, by their beginnings. */
  search?: string | null;
}

const newestFirst: readonly SortKey[] = [{ field: 'createdAt', direction: 'DESC' }];

/** Reads tasks in the shape asked for; rows are plain. */
export class TaskQueries {
  readonly #reader: Reader;
  constructor(ground: Ground) {
    this.#reader = new Reader(ground);
  }

  /** One task; throws NotFoundError when the practice has none, ForbiddenError when it is not for this viewer. */
  one(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow> {
    return this.#reader.one(ctx, { operation: 'task', permission: 'task:read' }, taskShape, id, selection);
  }

  /** A page of tasks, newest first unless told; `selection` is the connection's, or its rows' own. */
  list(ctx: RequestContext, args: TaskListArgs, selection: Selection): Promise<Page> {
    const reading = { operation: 'tasks', permission: 'task:read' } as const;
    return this.#reader.list(ctx, reading, taskShape, () => this.#wish(ctx, args), selection);
  }

  /** The task after a change that the audit log already names; null when the viewer no longer sees it. */
  afterChange(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return this.#reader.afterChange(ctx, 'task', taskShape, id, selection);
  }

  /** A subtask after a change of a task that the viewer may make, and that the audit log already names. */
  subtaskAfterChange(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return this.#reader.afterChange(ctx, 'subtask', subtaskShape, id, selection);
  }

  /** The task as its subscriber hears of it, null when it is not for this viewer; the caller audits what is reported. */
  told(ctx: RequestContext, id: string, selection: Selection) {
    return this.#reader.find(ctx, taskShape, id, selection);
  }

  #wish(ctx: RequestContext, { filter, search, sort, ...page }: TaskListArgs): ListWish {
    const { criteria, isDeleted, count } = taskCriteria(filter, search);
    if (isDeleted) assertMay(ctx.viewer, 'task:restore');
    const present = isDeleted ? '{t}.deleted_at is not null' : undefined;
    return { ...page, sort: sort?.length ? sort : newestFirst, criteria, present, count };
  }
}
