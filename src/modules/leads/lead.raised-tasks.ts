import { RequestContext } from '../../platform/context.js';
import { lockRow } from '../../platform/database/rows.js';
import type { Ground } from '../../platform/ground.js';
import { transact, type UnitOfWork } from '../../platform/use-case.js';
import type { TaskDraft } from '../tasks/task.draft.js';
import { settleDue, type TaskRaising } from '../tasks/task.raising.js';
import { Lead } from './lead.entity.js';

const hourMs = 3_600_000;
const open = `l.deleted_at is null and l.status in ('NEW', 'CONTACTED', 'QUALIFIED')`;

/** Leads with something to do about their tasks; `$1` is now, `$2` how many. Each runs over an index of just those. */
const due = [
  `select l.practice_id, l.id from leads l
   where ${open} and l.next_follow_up_at is not null and l.next_follow_up_at is distinct from l.follow_up_raised_for
     and l.next_follow_up_at <= $1
   order by l.next_follow_up_at limit $2`,
  `select l.practice_id, l.id from practices p cross join lateral (
     select practice_id, id from leads l
     where l.practice_id = p.id and ${open} and l.first_responded_at is null and l.response_raised_at is null
       and l.created_at <= $1::timestamptz - make_interval(hours => p.first_response_target_hours)
     order by l.created_at limit $2) l
   limit $2`,
  `select l.practice_id, l.id from leads l
   where $1::timestamptz is not null and (l.deleted_at is not null or l.status not in ('NEW', 'CONTACTED', 'QUALIFIED'))
     and (l.follow_up_raised_for is not null or l.response_raised_at is not null)
   limit $2`,
];

/** The tasks that a lead's own times raise: to follow up, and to answer at all. */
export class LeadRaisedTasks {
  constructor(
    private readonly ground: Ground,
    private readonly raising: TaskRaising,
  ) {}

  /** Raises and ends what is due; a lead changed by two workers at once is done by one of them. Answers how many. */
  async raiseDue(): Promise<number> {
    let done = 0;
    for (const text of due) done += await settleDue(this.ground, text, (practiceId, id) => this.#raise(practiceId, id));
    return done;
  }

  #raise(practiceId: string, id: string): Promise<void> {
    const ctx = RequestContext.system(practiceId, 'worker');
    const useCase = { operation: 'raiseLeadTasks', permission: 'task:create', action: 'CREATE' } as const;
    return transact(this.ground, ctx, { ...useCase, objectType: 'TASK' }, async unit => {
      const lead = await lockRow(unit, Lead, id);
      if (lead) await this.settle(unit, lead);
    });
  }

  /** Brings both tasks in line with the lead, within a use case that holds it. Leaves the lead's version alone. */
  async settle(unit: UnitOfWork, lead: Lead): Promise<void> {
    const now = this.ground.clock.now();
    const isOver = Boolean(lead.deletedAt) || !lead.isOpen;
    const followUpAt = isOver ? null : (lead.nextFollowUpAt ?? null);
    const wasRaised = lead.followUpRaisedFor ?? null;
    if (followUpAt?.getTime() !== wasRaised?.getTime() && (wasRaised || (followUpAt && followUpAt <= now))) {
      await this.#settleFollowUp(unit, lead, followUpAt);
    }
    const isAwaited = !isOver && !lead.firstRespondedAt;
    if (lead.responseRaisedAt ? !isAwaited : isAwaited) await this.#settleResponse(unit, lead, isAwaited, now);
  }

  async #settleFollowUp(unit: UnitOfWork, lead: Lead, at: Date | null): Promise<void> {
    const draft = { title: 'Follow up as planned', type: 'FOLLOW_UP', priority: 'NORMAL' } as const;
    const wanted = at && { at, draft: { ...about(lead), ...draft, dueAt: at } };
    const stands = await this.raising.keep(unit, { cause: 'LEAD_FOLLOW_UP', id: lead.id }, wanted, 'CANCELLED');
    await unit.sql('update leads set follow_up_raised_for = $2 where id = $1', [lead.id, stands ? at : null]);
  }

  async #settleResponse(unit: UnitOfWork, lead: Lead, isAwaited: boolean, now: Date): Promise<void> {
    const at = isAwaited ? await this.#responseDue(unit, lead) : null;
    if (at && at > now) return;
    const draft = { title: 'Answer this inquiry', type: 'CALL', priority: 'HIGH' } as const;
    // The ledger knows the lead by when it came, as the practice's target may change.
    const wanted = at && { at: lead.createdAt, draft: { ...about(lead), ...draft, dueAt: at } };
    const end = lead.firstRespondedAt ? 'COMPLETED' : 'CANCELLED';
    const stands = await this.raising.keep(unit, { cause: 'LEAD_FIRST_RESPONSE', id: lead.id }, wanted, end);
    await unit.sql('update leads set response_raised_at = $2 where id = $1', [lead.id, stands ? now : null]);
  }

  async #responseDue(unit: UnitOfWork, lead: Lead): Promise<Date> {
    const [practice] = await unit.sql<{ hours: number }>(
      'select first_response_target_hours as hours from practices where id = $1',
      [unit.ctx.practiceId],
    );
    return new Date(lead.createdAt.getTime() + practice!.hours * hourMs);
  }
}

const about = (lead: Lead): Pick<TaskDraft, 'assignedToId' | 'relatedTo'> => ({
  assignedToId: lead.assignedToId ?? null,
  relatedTo: { type: 'LEAD', id: lead.id },
});
