import { assertMay } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import type { Ground } from '../../platform/ground.js';
import type { Criteria } from '../../platform/reading/criteria.js';
import { Reader } from '../../platform/reading/reader.js';
import type { Page, PlainRow, Selection } from '../../platform/reading/selection.js';
import { auditFailure, observe, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { assertPerson, idsOfPerson } from './consent.people.js';
import { ConsentStatusQuestion, PersonRules } from './consent.rules.js';
import { consentShape } from './consent.shape.js';
import type { ConsentChannel, ConsentPurpose, PersonRef } from './consent.vocabulary.js';

/** What holds for one channel and purpose at an instant. */
export interface ConsentState {
  channel: ConsentChannel;
  purpose: ConsentPurpose;
  isGiven: boolean;
  /** When it was given or withdrawn. */
  since: Date;
}

const useCase = useCasesOf('CONSENT');

/** Reads the ledger of consents: whole, or only what holds at an instant. */
export class ConsentQueries {
  readonly #reader: Reader;

  constructor(private readonly ground: Ground) {
    this.#reader = new Reader(ground);
  }

  /** What a person said, newest first. @throws NotFoundError of a person whom the practice does not have. */
  async history(
    ctx: RequestContext,
    raw: unknown,
    args: { first?: number | null; after?: string | null; page?: number | null },
    selection: Selection,
  ): Promise<Page> {
    const reading = { operation: 'consentHistory', permission: 'consent:read' } as const;
    const person = await auditFailure(this.ground, ctx, { ...reading, action: 'READ', objectType: 'CONSENT' }, () => {
      assertMay(ctx.viewer, reading.permission);
      return this.#known(ctx, parse(PersonRules, raw));
    });
    const wish = () => ({
      ...args,
      sort: [{ field: 'at', direction: 'DESC' as const }],
      criteria: ofPerson(person),
      about: [person.id],
    });
    return this.#reader.list(ctx, reading, consentShape, wish, selection);
  }

  /** What holds at an instant, now unless told, of each channel and purpose that was ever spoken of. */
  status(ctx: RequestContext, raw: unknown): Promise<ConsentState[]> {
    return observe(this.ground, ctx, useCase('consentStatus', 'consentStatus:read', 'READ'), async () => {
      const { person, at } = parse(ConsentStatusQuestion, raw);
      await this.#known(ctx, person);
      const { rows } = await this.ground.database.query<ConsentState>(
        `select distinct on (channel, purpose) channel, purpose, is_given as "isGiven", at as since
         from consent_records
         where practice_id = $1 and person_type = $2 and at <= $4
           and person_id in ${idsOfPerson(person.type, '$1', '$3')}
         order by channel, purpose, at desc, id desc`,
        [ctx.practiceId, person.type, person.id, at ?? this.ground.clock.now()],
      );
      return { value: rows.map(row => ({ ...row, since: new Date(row.since) })), report: { ids: [person.id] } };
    });
  }

  /** An entry just added, which the audit log already names; null when the viewer may not see it. */
  afterChange(ctx: RequestContext, id: string, selection: Selection): Promise<PlainRow | null> {
    return this.#reader.afterChange(ctx, 'consentHistory', consentShape, id, selection);
  }

  async #known(ctx: RequestContext, person: PersonRef): Promise<PersonRef> {
    const { database } = this.ground;
    const query = async <Row>(text: string, values: unknown[]) =>
      (await database.query<Row & object>(text, values)).rows as Row[];
    await assertPerson(query, ctx.practiceId, person);
    return person;
  }
}

const ofPerson = ({ type, id }: PersonRef): Criteria => ({
  groups: new Set(['consent']),
  fields: [],
  write: st => [
    `{t}.person_type = ${st.bind(type, 'text')} and {t}.person_id in ${idsOfPerson(type, '{practice}', st.bind(id, 'uuid'))}`,
  ],
});
