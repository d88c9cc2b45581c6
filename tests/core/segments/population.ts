import fc from 'fast-check';
import type { Person, Story } from '../../support/story.js';

/** What the test knows of one person, in the clear, as rules ask for it. */
export interface Someone {
  id: string;
  /** Values by the field's name; null where there is none. */
  values: Record<string, unknown>;
}

export const words = [
  'José',
  'jose',
  'ŁÓDŹ',
  'Łódź',
  "naïve O'Hara",
  "x'); drop table leads;--",
  'Ωmega',
  'ПРИВЕТ',
  '100%_',
  '{t}',
  '{practice} $1',
  'a\\b"c',
];
export const sources = ['WEBSITE', 'REFERRAL', 'EVENT', 'OTHER'];
export const stages = ['INQUIRY', 'SCREENING', 'CONSULTATION'];
export const services = ['INDIVIDUAL_THERAPY', 'PSYCHIATRY', 'SUBSTANCE_USE', 'ASSESSMENT'];
export const kinds = ['CALL', 'EMAIL', 'NOTE'];
export const tagWords = ['vip', 'VIP', 'münchen', "it's"];
export const birthdays = ['1960-02-29', '1985-07-01', '2001-12-31', '2012-03-10'];
export const addresses = ['ann@example.org', 'bob@example.org', 'cy@example.org'];
export const contactTypes = ['PHYSICIAN', 'SCHOOL', 'OTHER'];

const day = 86_400_000;
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 2 });
const word = fc.constantFrom(...words);
const several = (from: readonly string[]) => fc.uniqueArray(fc.constantFrom(...from), { maxLength: 3 });
/** Days and a part of one ago, so that no instant lies on the edge of a period. */
export const ago = fc
  .tuple(fc.integer({ min: -20, max: 800 }), fc.integer({ min: 1, max: 22 }))
  .map(([d, h]) => d * day + h * 3_600_000 + 1_234_567);

const lead = fc.record({
  firstName: word,
  lastName: word,
  preferredName: maybe(word),
  email: maybe(fc.constantFrom(...addresses)),
  dateOfBirth: maybe(fc.constantFrom(...birthdays)),
  address: maybe(fc.record({ city: maybe(word), country: fc.constant('US') })),
  okToEmail: fc.boolean(),
  source: fc.constantFrom(...sources),
  sourceDetail: maybe(word),
  utm: maybe(fc.record({ source: maybe(word), medium: fc.constant('cpc') })),
  stage: fc.constantFrom(...stages),
  interestedServices: several(services),
  presentingConcern: maybe(word),
  preferences: maybe(fc.record({ language: word, days: several(words) })),
  insurance: maybe(fc.record({ payer: word })),
  isSelfPay: maybe(fc.boolean()),
  tags: several(tagWords.filter(tag => tag !== 'VIP')),
});
const lives = fc.record({
  createdAgo: ago.filter(ms => ms > 0),
  followUpAgo: maybe(ago),
  said: fc.array(fc.tuple(fc.constantFrom(...kinds), ago), { maxLength: 3 }),
  opened: fc.array(ago, { maxLength: 2 }),
  isAssigned: fc.boolean(),
});
const contact = fc.record({
  firstName: word,
  lastName: word,
  title: maybe(word),
  type: fc.constantFrom(...contactTypes),
  category: maybe(word),
  email: maybe(fc.constantFrom(...addresses)),
  address: maybe(fc.record({ city: maybe(word), country: fc.constant('US') })),
  acceptsReferrals: fc.boolean(),
  specialties: several(tagWords.filter(tag => tag !== 'VIP')),
  tags: several(tagWords.filter(tag => tag !== 'VIP')),
});

type Life = typeof lives extends fc.Arbitrary<infer L> ? L : never;

/** Adds people through the API, and what time has done to them behind its back. */
export class Population {
  constructor(
    private readonly story: Story,
    private readonly owner: Person,
    private readonly now: Date,
  ) {}

  async leads(seed: number, size: number): Promise<Someone[]> {
    const people = [];
    for (const [input, life] of fc.sample(fc.tuple(lead, lives), { seed, numRuns: size })) {
      const body = { ...input, ...(life.isAssigned && { assignedToId: this.owner.id }) };
      const id = await this.#add('/leads', body);
      const lived = await this.#live(id, 'LEAD', life);
      const { address, utm, preferences, insurance, ...plain } = input;
      const values = {
        ...plain,
        ...lived,
        'address.city': address?.city ?? null,
        'address.country': address?.country ?? null,
        'utm.source': utm?.source ?? null,
        'utm.medium': utm?.medium ?? null,
        'preferences.language': preferences?.language ?? null,
        'preferences.days': preferences?.days ?? [],
        'insurance.payer': insurance?.payer ?? null,
        assignedToId: life.isAssigned ? this.owner.id : null,
        age: input.dateOfBirth,
      };
      people.push({ id, values });
    }
    return people;
  }

  async contacts(seed: number, size: number): Promise<Someone[]> {
    const people = [];
    for (const [input, life] of fc.sample(fc.tuple(contact, lives), { seed, numRuns: size })) {
      const id = await this.#add('/contacts', input);
      const { address, ...plain } = input;
      const { nextFollowUpAt: _, ...lived } = await this.#live(id, 'CONTACT', life);
      const values = {
        ...plain,
        ...lived,
        'address.city': address?.city ?? null,
        'address.country': address?.country ?? null,
      };
      people.push({ id, values });
    }
    return people;
  }

  async #add(path: string, body: object): Promise<string> {
    const answer = await this.owner.rest('POST', path, body);
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body.data.id;
  }

  async #live(id: string, type: 'LEAD' | 'CONTACT', life: Life) {
    const at = (ms: number) => new Date(this.now.getTime() - ms);
    const query = (text: string, values: unknown[]) => this.story.database.query(text, values);
    const table = type === 'LEAD' ? 'leads' : 'contacts';
    const createdAt = at(life.createdAgo);
    const nextFollowUpAt = life.followUpAgo === null ? null : at(life.followUpAgo);
    await query(`update ${table} set created_at = $2 where id = $1`, [id, createdAt]);
    if (type === 'LEAD') await query('update leads set next_follow_up_at = $2 where id = $1', [id, nextFollowUpAt]);
    for (const [kind, ms] of life.said) {
      await query(
        `insert into interactions (id, practice_id, created_at, updated_at, subject_type, subject_id, kind, direction, occurred_at)
         values (gen_random_uuid(), $1, now(), now(), $2, $3, $4, 'INBOUND', $5)`,
        [this.owner.practice.id, type, id, kind, at(ms)],
      );
    }
    for (const ms of life.opened) {
      await query(
        `insert into mail_engagements (practice_id, person_type, person_id, kind, at) values ($1, $2, $3, 'OPENED', $4)`,
        [this.owner.practice.id, type, id, at(ms)],
      );
    }
    const last = (times: number[]) => (times.length > 0 ? at(Math.min(...times)) : null);
    return {
      createdAt,
      nextFollowUpAt,
      lastInteractionAt: last(life.said.map(([, ms]) => ms)),
      interactionKinds: [...new Set(life.said.map(([kind]) => kind))],
      interactionCount: life.said.length,
      'engagement.opened': last(life.opened),
      'engagement.clicked': null,
    };
  }
}
