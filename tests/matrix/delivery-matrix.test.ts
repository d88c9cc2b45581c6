import { beforeAll, describe, expect, test } from '@jest/globals';
import { roles } from '../../src/platform/access/roles.js';
import { plantDelivery } from '../support/deliveries.js';
import { addLead } from '../support/leads.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';
import { cells, reach } from './table.js';

/** The lines of deliveries in the role table, for every role, through both doors. */
const story = useStory();
let practice: PracticeInStory;
let owner: Person;
let lead: string;
const people = {} as Record<(typeof roles)[number], Person>;

beforeAll(async () => {
  ({ practice, owner } = await story.practice());
  for (const role of roles) people[role] = role === 'OWNER' ? owner : await story.person(practice, role);
  lead = await addLead(owner, { email: 'kim@example.test' });
});

const codes = (answer: { errors?: { extensions: { code: string } }[] }) =>
  (answer.errors ?? []).map(error => error.extensions.code);
const stateOf = async (id: string) =>
  (await story.database.query('select state from deliveries where id = $1', [id]))[0]!.state as string;
const one = 'query ($id: ID!) { delivery(id: $id) { id state viewerCanResolve } }';
const many = 'query ($id: ID!) { deliveries(emailCampaignId: $id, state: [UNKNOWN]) { nodes { id } totalCount } }';
const resolve = `mutation ($id: ID!, $input: ResolveDeliveryInput!) { resolveDelivery(id: $id, input: $input) {
  delivery { id state } userErrors { code } } }`;
const input = { resolution: 'ASSUME_SENT' };

describe.each(roles)('%s', role => {
  test('delivery:read: one, many, and those of a person', async () => {
    const { campaign, id } = await plantDelivery(story, practice.id, lead);
    const person = people[role];
    const found = [await person.graphql(one, { id }), await person.graphql(many, { id: campaign })] as const;
    const rest = [
      await person.rest('GET', `/deliveries/${id}`),
      await person.rest('GET', `/email-campaigns/${campaign}/deliveries?state=UNKNOWN`),
    ] as const;
    const ofLead = await person.graphql(
      'query ($id: ID!) { lead(id: $id) { id deliveries(first: 3) { nodes { id } } } }',
      {
        id: lead,
      },
    );
    if (reach(role, 'delivery:read') !== 'all') {
      expect(found.map(codes)).toEqual([['FORBIDDEN'], ['FORBIDDEN']]);
      expect(ofLead.data?.lead?.deliveries ?? null).toBeNull();
      return expect(rest.map(answer => answer.status)).toEqual([403, 403]);
    }
    const viewerCanResolve = reach(role, 'delivery:resolve') === 'all';
    expect(found[0].data.delivery).toEqual({ id, state: 'UNKNOWN', viewerCanResolve });
    expect(found[1].data.deliveries).toEqual({ nodes: [{ id }], totalCount: 1 });
    expect(rest.map(answer => answer.status)).toEqual([200, 200]);
    expect(rest[0].body.data).toMatchObject({ id, state: 'UNKNOWN', viewerCanResolve });
    expect(ofLead.data.lead.deliveries.nodes.map((node: { id: string }) => node.id)).toContain(id);
  });

  test('delivery:resolve', async () => {
    const [first, second] = [
      await plantDelivery(story, practice.id, lead),
      await plantDelivery(story, practice.id, lead),
    ];
    const graphql = await people[role].graphql(resolve, { id: first.id, input });
    const rest = await people[role].rest('POST', `/deliveries/${second.id}/resolve`, input);
    const after = [await stateOf(first.id), await stateOf(second.id)];
    if (reach(role, 'delivery:resolve') !== 'all') {
      expect([codes(graphql), rest.status, after]).toEqual([['FORBIDDEN'], 403, ['UNKNOWN', 'UNKNOWN']]);
    } else {
      expect(graphql.data.resolveDelivery).toEqual({ delivery: { id: first.id, state: 'ACCEPTED' }, userErrors: [] });
      expect([rest.status, after]).toEqual([200, ['ACCEPTED', 'ACCEPTED']]);
    }
  });

  test('another practice: as if it were not there', async () => {
    const other = await story.practice();
    const { campaign, id } = await plantDelivery(story, other.practice.id, await addLead(other.owner));
    const person = people[role];
    const isReader = reach(role, 'delivery:read') === 'all';
    expect([
      (await person.rest('GET', `/deliveries/${id}`)).status,
      (await person.rest('GET', `/email-campaigns/${campaign}/deliveries`)).status,
      (await person.rest('POST', `/deliveries/${id}/resolve`, input)).status,
    ]).toEqual([...(isReader ? [404, 404] : [403, 403]), reach(role, 'delivery:resolve') === 'all' ? 404 : 403]);
    expect(await stateOf(id)).toBe('UNKNOWN');
  });
});

cells('delivery', 'delivery:resolve');
