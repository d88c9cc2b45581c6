import { describe, expect, test } from '@jest/globals';
import { addLead, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const lead = `query ($id: ID!) { lead(id: $id) {
  id firstName phone presentingConcern isSelfPay viewerCanUpdate viewerCanDelete viewerCanConvert
  interactions(first: 2) { totalCount nodes { kind summary staff { name } } } timeline { nodes { kind interaction { kind } task { title } } }
} }`;
const leads = `query ($first: Int, $after: String, $filter: LeadFilter, $sort: [LeadSort!], $search: String) {
  leads(first: $first, after: $after, filter: $filter, sort: $sort, search: $search) {
    totalCount nodes { id firstName } edges { cursor } pageInfo { hasNextPage endCursor }
  }
}`;
const interact = `mutation ($id: ID!) { addLeadInteraction(id: $id, input: { kind: CALL, direction: OUTBOUND, summary: "said",
  followUp: { title: "again" } }) { userErrors { code } } }`;

describe('lead', () => {
  test('with its interactions and timeline', async () => {
    const { owner } = await story.practice();
    const id = await addLead(owner, { phone: '5035550142', presentingConcern: 'worries' });
    await owner.graphql(interact, { id });
    const { data, errors } = await owner.graphql(lead, { id });
    expect(errors).toBeUndefined();
    expect(data.lead).toMatchObject({
      id,
      phone: '+15035550142',
      presentingConcern: 'worries',
      viewerCanConvert: true,
      interactions: { totalCount: 1, nodes: [{ kind: 'CALL', summary: 'said' }] },
    });
    expect(data.lead.timeline.nodes.map((entry: { kind: string }) => entry.kind).sort()).toEqual([
      'INTERACTION',
      'STATUS_CHANGE',
      'STATUS_CHANGE',
      'TASK',
    ]);
  });

  test('a field that is not for the viewer is null with FORBIDDEN at its path, the others stand', async () => {
    const { owner, practice } = await story.practice();
    const id = await addLead(owner, { phone: '5035550142', presentingConcern: 'worries', isSelfPay: true });
    const { data, errors } = await (await story.marketer(practice)).graphql(lead, { id });
    expect(data.lead).toMatchObject({
      id,
      firstName: 'Kim',
      phone: null,
      presentingConcern: null,
      isSelfPay: null,
      interactions: null,
      timeline: null,
      viewerCanUpdate: false,
    });
    expect(errors?.map(error => [error.path?.join('.'), error.extensions.code]).sort()).toEqual(
      ['interactions', 'isSelfPay', 'phone', 'presentingConcern', 'timeline'].map(field => [
        `lead.${field}`,
        'FORBIDDEN',
      ]),
    );
  });

  test("another practice's lead and a random id are null alike; strangers are refused", async () => {
    const [{ owner }, { owner: stranger }] = [await story.practice(), await story.practice()];
    const id = await addLead(owner);
    for (const each of [id, randomId, 'nonsense'])
      expect((await stranger.graphql(lead, { id: each })).data).toEqual({ lead: null });
    expect((await story.stranger().graphql(lead, { id })).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});

describe('leads', () => {
  test('pages in order, filters and finds', async () => {
    const { owner } = await story.practice();
    for (const firstName of ['Ada', 'Bea', 'Cyd']) {
      await addLead(owner, {
        firstName,
        email: `${firstName}@example.org`,
        source: firstName === 'Cyd' ? 'PHONE' : 'WEBSITE',
      });
    }
    const sort = [{ field: 'FIRST_NAME', direction: 'ASC' }];
    const first = (await owner.graphql(leads, { first: 2, sort })).data.leads;
    expect(first).toMatchObject({
      totalCount: 3,
      nodes: [{ firstName: 'Ada' }, { firstName: 'Bea' }],
      pageInfo: { hasNextPage: true },
    });
    const second = (await owner.graphql(leads, { first: 2, sort, after: first.pageInfo.endCursor })).data.leads;
    expect(second).toMatchObject({ nodes: [{ firstName: 'Cyd' }], pageInfo: { hasNextPage: false } });
    const names = async (variables: object) =>
      (await owner.graphql(leads, { sort, ...variables })).data.leads.nodes.map(
        (node: { firstName: string }) => node.firstName,
      );
    expect(await names({ filter: { source: ['PHONE'] } })).toEqual(['Cyd']);
    expect(await names({ filter: { not: { source: ['PHONE'] } } })).toEqual(['Ada', 'Bea']);
    expect(await names({ filter: { email: 'BEA@example.org' } })).toEqual(['Bea']);
    expect(await names({ search: 'ada' })).toEqual(['Ada']);
    expect(await names({ search: 'cyd@example.org' })).toEqual(['Cyd']);
  });

  test('a clinician lists own leads; filters on hidden fields are FORBIDDEN; other practices are empty', async () => {
    const { owner, practice } = await story.practice();
    const { owner: stranger } = await story.practice();
    const [clinician, marketer] = [await story.clinician(practice), await story.marketer(practice)];
    const own = await addLead(owner, { assignedToId: clinician.id, phone: '5035550142' });
    await addLead(owner);
    expect((await clinician.graphql(leads)).data.leads).toMatchObject({ totalCount: 1, nodes: [{ id: own }] });
    expect((await marketer.graphql(leads, { filter: { phone: '5035550142' } })).errors?.[0]?.extensions.code).toBe(
      'FORBIDDEN',
    );
    expect((await stranger.graphql(leads)).data.leads.nodes).toEqual([]);
  });

  test.each([{ first: 101 }, { first: 0 }, { after: 'forged' }, { filter: { email: 'nobody' } }])(
    '%j is BAD_USER_INPUT',
    async variables => {
      const { owner } = await story.practice();
      expect((await owner.graphql(leads, variables)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    },
  );
});
