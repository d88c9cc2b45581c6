import type { Caller, RestAnswer } from '../../support/caller.js';
import { addLead } from '../../support/leads.js';
import type { Person, PracticeInStory, Story } from '../../support/story.js';

/** A call of a root field that must succeed; by the owner unless told. */
export interface Good {
  by?: () => Caller;
  text: string;
  variables?: Record<string, unknown>;
}

/** How each root field, as `Query.leads`, and each route, as `get /api/v1/leads`, is called well. */
export interface NounCalls {
  graphql?: Record<string, () => Good | Promise<Good>>;
  rest?: Record<string, () => Promise<RestAnswer>>;
  /** Those that no clinician may open on whatever comes, as `Subscription.campaignMetrics`; by a person of their own. */
  subscriptions?: Record<string, () => Promise<{ by: Person; variables: Record<string, unknown> }>>;
}

/** What every file beside this one exports as `calls`. */
export type Calls = (world: World) => NounCalls;

export const told = { kind: 'CALL', direction: 'INBOUND', summary: 'Rang', followUp: { title: 'Ring back' } };

/** One practice with a lead that became a client, and who works there. */
export class World {
  practice!: PracticeInStory;
  owner!: Person;
  clinician!: Person;
  /** A converted lead with everything that can hang on one. */
  lead!: string;

  constructor(readonly story: Story) {}

  async begin(): Promise<void> {
    const { practice, owner } = await this.story.practice();
    Object.assign(this, { practice, owner, clinician: await this.story.clinician(practice) });
    this.lead = await this.wholeLead();
    await owner.rest('POST', `/leads/${this.lead}/convert`, { force: true });
  }

  /** A qualified lead with everything that can hang on one. */
  async wholeLead(): Promise<string> {
    const email = `${Math.random()}@example.test`;
    const id = await addLead(this.owner, { assignedToId: this.clinician.id, email });
    await this.owner.rest('POST', `/leads/${id}/interactions`, told);
    await this.story.database.query(`update leads set status = 'QUALIFIED' where id = $1`, [id]);
    return id;
  }
}

export const one = (text: string, variables?: Record<string, unknown>): Good => ({ text, variables });

export const as = (person: Person, text: string, variables?: Record<string, unknown>): Good => ({
  by: () => person,
  text,
  variables,
});

/** `mutation ($id: ID!, $input: T!) { name(id: $id, input: $input) { lead { id } userErrors { code } } }`. */
export const onRow = (name: string, declared = '', passed = '', result = 'lead { id }') =>
  `mutation ($id: ID!${declared}) { ${name}(id: $id${passed}) { ${result} userErrors { code } } }`;

export const withInput = (name: string, type: string, result: string) =>
  `mutation ($input: ${type}!) { ${name}(input: $input) { ${result} userErrors { code } } }`;
