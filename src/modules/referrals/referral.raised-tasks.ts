import { RequestContext } from '../../platform/context.js';
import { lockRow } from '../../platform/database/rows.js';
import type { Ground } from '../../platform/ground.js';
import { transact, type UnitOfWork } from '../../platform/use-case.js';
import { settleDue, type TaskRaising } from '../tasks/task.raising.js';
import { Referral } from './referral.entity.js';

/** Inbound referrals whose time has passed; `$1` is now, `$2` how many. */
const due = `select r.practice_id, r.id from referrals r
  where r.deleted_at is null and r.direction = 'INBOUND' and r.status = 'RECEIVED'
    and r.acknowledgement_due_at is distinct from r.task_raised_for and r.acknowledgement_due_at <= $1
  order by r.acknowledgement_due_at limit $2`;

/** The task that a referral raises which nobody acknowledges in time. */
export class ReferralRaisedTasks {
  constructor(
    private readonly ground: Ground,
    private readonly raising: TaskRaising,
  ) {}

  /** Raises what is due; of two workers one raises it. Answers how many. */
  raiseDue(): Promise<number> {
    const useCase = { operation: 'raiseReferralTasks', permission: 'task:create', action: 'CREATE' } as const;
    return settleDue(this.ground, due, (practiceId, id) =>
      transact(
        this.ground,
        RequestContext.system(practiceId, 'worker'),
        { ...useCase, objectType: 'TASK' },
        async unit => {
          const referral = await lockRow(unit, Referral, id);
          if (referral) await this.settle(unit, referral);
        },
      ),
    );
  }

  /** Brings the task in line with the referral, within a use case that holds it. Leaves its version alone. */
  async settle(unit: UnitOfWork, referral: Referral): Promise<void> {
    const at = referral.isAwaited ? (referral.acknowledgementDueAt ?? null) : null;
    const wasRaised = referral.taskRaisedFor ?? null;
    if (at?.getTime() === wasRaised?.getTime()) return;
    if (!wasRaised && at! > this.ground.clock.now()) return;
    const cause = { cause: 'REFERRAL_ACKNOWLEDGEMENT', id: referral.id } as const;
    const wanted = at && { at, draft: { ...(await this.#draft(unit, referral)), dueAt: at } };
    const end = referral.acknowledgedAt ? 'COMPLETED' : 'CANCELLED';
    const stands = await this.raising.keep(unit, cause, wanted, end);
    await unit.sql('update referrals set task_raised_for = $2 where id = $1', [referral.id, stands ? at : null]);
  }

  async #draft(unit: UnitOfWork, { id, contactId }: Referral) {
    const [row] = await unit.sql<{ assignee: string | null }>(
      `select coalesce(c.assigned_to_id, l.assigned_to_id, s.id) as assignee
       from referrals r join contacts c on c.id = r.contact_id
         left join leads l on l.id = r.lead_id
         left join staff_members s on s.id = r.created_by_id and s.is_active
       where r.practice_id = $1 and r.id = $2`,
      [unit.ctx.practiceId, id],
    );
    return {
      title: 'Acknowledge this referral',
      type: 'FOLLOW_UP',
      priority: 'HIGH',
      assignedToId: row?.assignee ?? null,
      relatedTo: { type: 'CONTACT', id: contactId },
    } as const;
  }
}
