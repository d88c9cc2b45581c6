import { createHash } from 'node:crypto';
import { newId } from '../../platform/clock.js';
import type { RequestContext } from '../../platform/context.js';
import { actorId } from '../../platform/database/rows.js';
import type { Ground } from '../../platform/ground.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import type { ConsentFollower } from './consent.follower.js';
import { assertPerson, idsOfPerson } from './consent.people.js';
import { type ConsentInput, RecordConsent, WithdrawConsent } from './consent.rules.js';
import type { ConsentPurpose, PersonRef } from './consent.vocabulary.js';

const useCase = useCasesOf('CONSENT');

/** The only writer of the ledger of consents, which only ever grows. */
export class ConsentService {
  constructor(
    private readonly ground: Ground,
    private readonly followers: readonly ConsentFollower[] = [],
  ) {}

  /** Notes that a person agreed. @throws NotFoundError of a person whom the practice does not have. */
  record(ctx: RequestContext, raw: unknown): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('recordConsent', 'consent:create', 'CREATE'), unit =>
      this.#write(unit, parse(RecordConsent, raw), true),
    );
  }

  /** Notes that a person no longer agrees; what was given before stays in the ledger. */
  withdraw(ctx: RequestContext, raw: unknown): Promise<{ id: string }> {
    return change(this.ground, ctx, useCase('withdrawConsent', 'consent:create', 'CREATE'), unit =>
      this.#write(unit, parse(WithdrawConsent, raw), false),
    );
  }

  async #write(unit: UnitOfWork, input: ConsentInput, isGiven: boolean): Promise<{ id: string }> {
    await assertPerson((text, values) => unit.sql(text, values), unit.ctx.practiceId, input.person);
    return this.enter(unit, input, isGiven);
  }

  /** Adds an entry within another use case, which has checked permission and knows the person. */
  async enter(unit: UnitOfWork, input: ConsentInput, isGiven: boolean): Promise<{ id: string }> {
    const { person, channel, purpose } = input;
    const [id, at, wording] = [newId(), this.ground.clock.now(), input.wording ?? null];
    const method = input.method ?? 'OTHER';
    const signed = input.authorization;
    const version = input.wordingVersion ?? (wording ? versionOf(wording) : 'unstated');
    await unit.sql(
      `insert into consent_records (id, practice_id, at, person_type, person_id, channel, purpose, is_given,
         wording_version, wording, method, ip, actor_id, signed_on, expires_on, remuneration)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
      [
        ...[id, unit.ctx.practiceId, at, person.type, person.id, channel, purpose, isGiven],
        ...[version, wording, method, unit.ctx.ip, actorId(unit.ctx)],
        ...[signed?.signedOn ?? null, signed?.expiresOn ?? null, signed?.remuneration ?? null],
      ],
    );
    const details = { personType: person.type, channel, purpose, isGiven };
    unit.record([person.id, id], undefined, { action: 'CREATE', objectType: 'CONSENT', details });
    const type = isGiven ? 'CONSENT_RECORDED' : 'CONSENT_WITHDRAWN';
    unit.publish({ type, objectType: 'CONSENT', objectId: id, data: { ...details, personId: person.id } });
    const entry = { person, channel, purpose, isGiven, method, at };
    for (const follower of this.followers) await follower.entered(unit, entry);
    return { id };
  }

  /** Whether a consent for this purpose is live on any channel, within a change. */
  async isLive(unit: UnitOfWork, person: PersonRef, purpose: ConsentPurpose): Promise<boolean> {
    const [found] = await unit.sql<{ live: boolean | null }>(
      `select bool_or(is_given) as live from (
         select distinct on (channel) is_given from consent_records
         where practice_id = $1 and person_type = $2 and purpose = $4
           and person_id in ${idsOfPerson(person.type, '$1', '$3')}
         order by channel, at desc, id desc) latest`,
      [unit.ctx.practiceId, person.type, person.id, purpose],
    );
    return found?.live === true;
  }
}

/** A wording without a version is named by what it says. */
const versionOf = (wording: string) => `sha256:${createHash('sha256').update(wording).digest('hex').slice(0, 16)}`;
