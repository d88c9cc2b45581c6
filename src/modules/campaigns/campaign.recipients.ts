import { mayOn, type OwnedRow, scopeOf } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import { actorId } from '../../platform/database/rows.js';
import { NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { isId, parse } from '../../platform/validation.js';
import { PersonRules } from '../consents/consent.rules.js';
import type { PersonRef } from '../consents/consent.vocabulary.js';
import { canSee } from '../leads/lead.policy.js';
import type { CampaignAudience } from './campaign.audience.js';
import { canKnowSensitiveMembers } from './campaign.policy.js';
import { assertOpen, holdCampaign } from './campaign.rows.js';
import { AddCampaignRecipients } from './campaign.rules.js';
import { assertSegments } from './campaign.segments.js';

const useCase = useCasesOf('CAMPAIGN');

/** Somebody who could not be added, and why. */
export interface RejectedRecipient extends PersonRef {
  code: 'NOT_FOUND' | 'FORBIDDEN';
}

/** What came of adding recipients: how many are new, how many were there, and who was refused. */
export interface RecipientsAdded {
  /** Null for a viewer whom it would tell who is in a segment that asks by protected fields. */
  added: number | null;
  alreadyPresent: number;
  rejected: RejectedRecipient[];
}

const keyOf = ({ type, id }: PersonRef): string => `${type} ${id}`;

/** Whom a campaign reaches, by hand. */
export class CampaignRecipients {
  constructor(
    private readonly ground: Ground,
    private readonly audience: CampaignAudience,
  ) {}

  /** Adds people, and all who are in the named segments now. Never conflicts with another addition. */
  add(ctx: RequestContext, campaignId: string, raw: unknown): Promise<RecipientsAdded> {
    const adding = useCase('addCampaignRecipients', 'campaign:update', 'UPDATE', campaignId);
    return change(this.ground, ctx, adding, async unit => {
      const { recipients, segmentIds } = parse(AddCampaignRecipients, raw);
      const { id } = await this.#open(unit, campaignId);
      const asked = distinct(recipients ?? []);
      const rejected = await refusals(unit, asked);
      const refused = new Set(rejected.map(keyOf));
      const accepted = asked.filter(person => !refused.has(keyOf(person)));
      const byHand = await this.#addByHand(unit, id, accepted);
      await assertSegments(unit, segmentIds ?? [], 'segmentIds');
      const frozen = segmentIds?.length ? await this.audience.freeze(unit, id, segmentIds) : null;
      const details = { added: byHand.length + (frozen?.added ?? 0), rejected: rejected.length };
      unit.record([id, ...byHand.map(person => person.id)], undefined, { details });
      const isHidden = frozen?.isSensitive && !canKnowSensitiveMembers(ctx.signedIn);
      const added = isHidden ? null : details.added;
      return { added, alreadyPresent: accepted.length - byHand.length, rejected };
    });
  }

  async #open(unit: UnitOfWork, campaignId: string) {
    const campaign = await holdCampaign(unit, campaignId);
    assertOpen(campaign);
    return campaign;
  }

  /** Adds people who are there to be added; answers those who were not recipients before. */
  async #addByHand(unit: UnitOfWork, campaignId: string, people: PersonRef[]): Promise<PersonRef[]> {
    if (people.length === 0) return [];
    const { ctx } = unit;
    const types = people.map(person => person.type);
    const ids = people.map(person => person.id);
    await unit.sql(
      `delete from campaign_exclusions where practice_id = $1 and campaign_id = $2
         and (person_type, person_id) in (select * from unnest($3::text[], $4::uuid[]))`,
      [ctx.practiceId, campaignId, types, ids],
    );
    // Who may not know that somebody came by a sensitive segment is not told by the count or the time either: the
    // person comes anew, by hand. Everyone adds in the same order, so that two who add the same people don't deadlock.
    if (!canKnowSensitiveMembers(ctx.signedIn)) {
      await unit.sql(
        `delete from campaign_recipients where practice_id = $1 and campaign_id = $2 and is_sensitive
           and (person_type, person_id) in (select * from unnest($3::text[], $4::uuid[]))`,
        [ctx.practiceId, campaignId, types, ids],
      );
    }
    const added = await unit.sql<PersonRef>(
      `insert into campaign_recipients
         (practice_id, campaign_id, person_type, person_id, origin, added_at, added_by_id)
       select $1, $2, p.type, p.id, 'HAND', $5, $6
       from unnest($3::text[], $4::uuid[]) as p(type, id) order by p.type, p.id
       on conflict do nothing returning person_type as type, person_id as id`,
      [ctx.practiceId, campaignId, types, ids, this.ground.clock.now(), actorId(ctx)],
    );
    if (added.length > 0) {
      const data = { added: added.length, origin: 'HAND' };
      unit.publish({ type: 'CAMPAIGN_RECIPIENTS_ADDED', objectType: 'CAMPAIGN', objectId: campaignId, data });
    }
    return added;
  }

  /** Takes somebody out; no segment brings them back. @throws NotFoundError when they are no recipient to be seen. */
  remove(ctx: RequestContext, campaignId: string, raw: unknown): Promise<{ id: string }> {
    const removing = useCase('removeCampaignRecipient', 'campaign:update', 'UPDATE', campaignId);
    return change(this.ground, ctx, removing, async unit => {
      const { id } = await holdCampaign(unit, campaignId);
      const person = PersonRules.safeParse(raw).data;
      if (!person || !(await this.#takeOut(unit, id, person))) throw new NotFoundError('CAMPAIGN_RECIPIENT');
      unit.record([id, person.id], undefined, { details: { removed: person } });
      const data = { person };
      unit.publish({ type: 'CAMPAIGN_RECIPIENT_REMOVED', objectType: 'CAMPAIGN', objectId: id, data });
      return { id };
    });
  }

  async #takeOut(unit: UnitOfWork, campaignId: string, { type, id }: PersonRef): Promise<boolean> {
    const { ctx } = unit;
    const rows = await unit.sql(
      `with gone as (
         delete from campaign_recipients
         where practice_id = $1 and campaign_id = $2 and person_type = $3 and person_id = $4
           and ($7::boolean or not is_sensitive)
         returning practice_id, campaign_id, person_type, person_id)
       insert into campaign_exclusions (practice_id, campaign_id, person_type, person_id, excluded_at, excluded_by_id)
       select practice_id, campaign_id, person_type, person_id, $5, $6 from gone on conflict do nothing returning 1`,
      [
        ctx.practiceId,
        campaignId,
        type,
        id,
        this.ground.clock.now(),
        actorId(ctx),
        canKnowSensitiveMembers(ctx.signedIn),
      ],
    );
    return rows.length > 0;
  }
}

/** Each of the people once. */
export function distinct(people: readonly PersonRef[]): PersonRef[] {
  const lower = people.map(({ type, id }) => ({ type, id: id.trim().toLowerCase() }));
  return [...new Map(lower.map(person => [keyOf(person), person])).values()];
}

/** Those of the people who are not there, or not for this viewer. */
export async function refusals(unit: UnitOfWork, people: readonly PersonRef[]): Promise<RejectedRecipient[]> {
  const viewer = unit.ctx.signedIn;
  const found = await unit.sql<PersonRef & OwnedRow>(
    `select 'LEAD' as type, id, assigned_to_id as "assignedToId", created_by_id as "createdById" from leads
       where practice_id = $1 and id = any($2::uuid[]) and deleted_at is null
     union all
     select 'CONTACT', id, assigned_to_id, created_by_id from contacts
       where practice_id = $1 and id = any($3::uuid[]) and deleted_at is null`,
    [unit.ctx.practiceId, idsOf(people, 'LEAD'), idsOf(people, 'CONTACT')],
  );
  const rows = new Map(found.map(row => [keyOf(row), row]));
  const isSeen = (row: PersonRef & OwnedRow) =>
    row.type === 'LEAD' ? canSee(viewer, row) : mayOn(viewer, 'contact:read', row);
  const isBlind = (type: string) => type === 'CONTACT' && scopeOf(viewer, 'contact:read') === 'NONE';
  return people.flatMap(person => {
    const row = rows.get(keyOf(person));
    if (row && isSeen(row)) return [];
    return [{ ...person, code: row || isBlind(person.type) ? ('FORBIDDEN' as const) : ('NOT_FOUND' as const) }];
  });
}

export const idsOf = (people: readonly PersonRef[], type: string): string[] =>
  people.filter(person => person.type === type && isId(person.id)).map(person => person.id);
