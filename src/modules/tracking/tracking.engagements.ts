import type { UnitOfWork } from '../../platform/use-case.js';
import type { LedgerRow } from '../deliveries/delivery.outcomes.js';
import type { AppliedReaction, MatchedEvent } from './tracking.matching.js';
import type { Judgement } from './tracking.vocabulary.js';

interface Engagement {
  eventId: string;
  personType: LedgerRow['personType'];
  personId: string;
  kind: 'OPENED' | 'CLICKED' | 'BOUNCED';
  at: Date;
  emailCampaignId: string;
}

const insert = `
  insert into mail_engagements (practice_id, person_type, person_id, kind, at, event_id, email_campaign_id)
  select $1, e."personType", e."personId", e.kind, e.at, e."eventId", e."emailCampaignId"
  from jsonb_to_recordset($2::jsonb) as e ("personType" text, "personId" uuid, kind text, at timestamptz, "eventId" uuid,
    "emailCampaignId" uuid)
  on conflict (event_id) where event_id is not null do nothing`;

/** What segments know of what people did with their mail: never what a machine did. */
export async function noteEngagements(
  unit: UnitOfWork,
  events: readonly MatchedEvent[],
  known: readonly AppliedReaction[],
  judgements: ReadonlyMap<string, Judgement>,
): Promise<void> {
  const rowOf = new Map(events.map(({ row }) => [row.id, row]));
  const all = [...events, ...known.map(event => ({ ...event, row: rowOf.get(event.deliveryId)! }))];
  const judged = all.filter(({ id }) => judgements.has(id));
  const found = [
    ...judged.flatMap(event => engagementOf(event, judgements.get(event.id)!) ?? []),
    ...events.filter(({ details }) => details.bounce === 'HARD').map(event => engagement(event, 'BOUNCED')),
  ];
  const { practiceId } = unit.ctx;
  const counted = new Set(found.map(({ eventId }) => eventId));
  const gone = known.filter(({ id }) => judgements.has(id) && !counted.has(id)).map(({ id }) => id);
  if (gone.length > 0) {
    const text = 'delete from mail_engagements where practice_id = $1 and event_id = any ($2::uuid[])';
    await unit.sql(text, [practiceId, gone]);
  }
  if (found.length > 0) await unit.sql(insert, [practiceId, JSON.stringify(found)]);
}

type Judged = Pick<MatchedEvent, 'id' | 'kind' | 'at' | 'row'>;

/** A picture that a mail service loaded may have been for a person; a click is a person's own or it is none. */
function engagementOf(event: Judged, judgement: Judgement): Engagement | null {
  if (event.kind === 'CLICK') return judgement === 'HUMAN' ? engagement(event, 'CLICKED') : null;
  return judgement === 'SCANNER' ? null : engagement(event, 'OPENED');
}

const engagement = ({ id, at, row }: Judged, kind: Engagement['kind']): Engagement => ({
  eventId: id,
  personType: row.personType,
  personId: row.personId,
  kind,
  at,
  emailCampaignId: row.emailCampaignId,
});
