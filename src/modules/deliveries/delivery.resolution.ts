import type { RequestContext } from '../../platform/context.js';
import { ConflictError, ForbiddenError, NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { isId, parse } from '../../platform/validation.js';
import { disclosuresOf } from './delivery.disclosure.js';
import { progressOf } from './delivery.ledger.js';
import { canSee } from './delivery.policy.js';
import { ResolveDelivery } from './delivery.rules.js';
import type { DeliveryResolution, DeliveryState } from './delivery.vocabulary.js';

interface Row {
  id: string;
  practiceId: string;
  emailCampaignId: string;
  personId: string;
  state: DeliveryState;
  isSensitive: boolean;
  status: string;
}

/** The campaign is held first, as everybody does who lets a delivery wait again. */
const lock = `
  select d.id, d.practice_id as "practiceId", d.email_campaign_id as "emailCampaignId", d.person_id as "personId", d.state, d.is_sensitive as "isSensitive", e.status
  from deliveries d join email_campaigns e on e.id = d.email_campaign_id
  where d.practice_id = $1 and d.id = $2`;
const holdCampaign = `select id from email_campaigns where id =
  (select email_campaign_id from deliveries where practice_id = $1 and id = $2) for share`;

const settled = `unknown_since = null, next_search_at = null, updated_at = now() where practice_id = $1 and id = $2`;
const resolving: Readonly<Record<DeliveryResolution, string>> = {
  RESEND: `update deliveries set state = 'PENDING', reason = null, ${settled}`,
  ASSUME_SENT: `update deliveries set state = 'ACCEPTED', reason = 'ASSUMED_SENT', accepted_at = attempted_at, ${settled}`,
};

const useCase = useCasesOf('DELIVERY');

/** Lets a person say what became of a message that no evidence tells of. */
export class DeliveryResolutions {
  constructor(private readonly ground: Ground) {}

  /**
   * RESEND sends it again, and may duplicate it; ASSUME_SENT leaves it. @throws NotFoundError, ForbiddenError,
   * ConflictError when it is known, or nothing of its campaign is sent any more.
   */
  resolve(ctx: RequestContext, id: string, raw: unknown): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('resolveDelivery', 'delivery:resolve', 'UPDATE', id), async unit => {
      const { resolution } = parse(ResolveDelivery, raw);
      const row = await this.#unknown(unit, id);
      if (resolution === 'RESEND' && row.status === 'CANCELLED') {
        throw new ConflictError('INVALID_TRANSITION', 'Its email campaign is cancelled: nothing is sent again.', [
          'id',
        ]);
      }
      await unit.sql(resolving[resolution], [ctx.practiceId, row.id]);
      const to = resolution === 'RESEND' ? 'PENDING' : 'ACCEPTED';
      unit.record([row.id, row.emailCampaignId], { state: { from: row.state, to } }, { details: { resolution } });
      if (to === 'ACCEPTED')
        for (const { entry } of disclosuresOf([row])) unit.record(entry.objectIds, undefined, entry);
      const data = { resolution, emailCampaignId: row.emailCampaignId };
      unit.publish({ type: 'DELIVERY_RESOLVED', objectType: 'DELIVERY', objectId: row.id, data });
      unit.publish(progressOf(row.emailCampaignId));
      return { id: row.id };
    });
  }

  async #unknown(unit: UnitOfWork, id: string): Promise<Row> {
    const values = [unit.ctx.practiceId, id];
    if (isId(id)) await unit.sql(holdCampaign, values);
    const [row] = isId(id) ? await unit.sql<Row>(`${lock} for update of d`, values) : [];
    if (!row) throw new NotFoundError('DELIVERY', ['id']);
    if (!canSee(unit.ctx.signedIn, row)) throw new ForbiddenError();
    if (row.state === 'UNKNOWN') return row;
    throw new ConflictError('INVALID_TRANSITION', `A delivery that is ${row.state} needs no resolution.`, ['state']);
  }
}
