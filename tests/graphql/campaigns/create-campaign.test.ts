import { describe, expect, test } from '@jest/globals';
import { addCampaign, campaignRow } from '../../support/campaigns.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const create = `mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) {
  campaign { id version name description type channels status startAt endAt hasLiveAudience segmentIds excludeSegmentIds
    goals { metric target actual percent } budget { amountMinor currency } spent { amountMinor currency } currency
    conversionValueMinor content { headline message callToAction landingPage } ownerId owner { id name } createdById
    utmCampaign viewerCanUpdate viewerCanDelete viewerCanSchedule viewerCanActivate viewerCanPause viewerCanResume
    viewerCanComplete viewerCanCancel }
  userErrors { code path message } } }`;

const whole = {
  name: '  Spring  in the city ',
  description: 'To be found',
  type: 'SOCIAL',
  channels: ['SOCIAL', 'WEB', 'SOCIAL'],
  startAt: '2031-03-01T09:00:00Z',
  endAt: '2031-04-01T09:00:00Z',
  goals: [{ metric: 'LEADS', target: 40 }],
  budget: { amountMinor: 125_000 },
  conversionValueMinor: 90_000,
  content: {
    headline: 'Here',
    message: 'We are here',
    callToAction: 'Call',
    landingPage: 'https://example.org/spring',
  },
  utmCampaign: 'spring-31',
};

describe('createCampaign', () => {
  test('keeps all that is said, as a draft in the currency of the practice, owned by who added it', async () => {
    const { owner } = await story.practice();
    const { data, errors } = await owner.graphql(create, { input: whole });
    expect(errors).toBeUndefined();
    expect(data.createCampaign).toEqual({
      userErrors: [],
      campaign: {
        ...whole,
        id: expect.any(String),
        version: 1,
        name: 'Spring  in the city',
        channels: ['SOCIAL', 'WEB'],
        status: 'DRAFT',
        startAt: '2031-03-01T09:00:00.000Z',
        endAt: '2031-04-01T09:00:00.000Z',
        hasLiveAudience: false,
        segmentIds: [],
        excludeSegmentIds: [],
        goals: [{ metric: 'LEADS', target: 40, actual: 0, percent: 0 }],
        budget: { amountMinor: 125_000, currency: 'USD' },
        spent: { amountMinor: 0, currency: 'USD' },
        currency: 'USD',
        ownerId: owner.id,
        owner: { id: owner.id, name: expect.any(String) },
        createdById: owner.id,
        viewerCanUpdate: true,
        viewerCanDelete: true,
        viewerCanSchedule: true,
        viewerCanActivate: true,
        viewerCanPause: false,
        viewerCanResume: false,
        viewerCanComplete: false,
        viewerCanCancel: true,
      },
    });
  });

  test('names every fault, and adds nothing', async () => {
    const { owner } = await story.practice();
    const goals = [
      { metric: 'LEADS', target: 1 },
      { metric: 'SPENT', target: 0 },
    ];
    const input = {
      name: ' ',
      goals,
      budget: { amountMinor: -1, currency: 'XYZ' },
      content: { landingPage: 'nowhere' },
    };
    const { data } = await owner.graphql(create, { input });
    const faults = data.createCampaign.userErrors.map((fault: { code: string; path: string[] }) => [
      fault.path.join('.'),
      fault.code,
    ]);
    expect(faults.sort()).toEqual([
      ['budget.amountMinor', 'OUT_OF_RANGE'],
      ['budget.currency', 'INVALID'],
      ['content.landingPage', 'INVALID_FORMAT'],
      ['goals.1.target', 'OUT_OF_RANGE'],
      ['name', 'REQUIRED'],
    ]);
    expect(await story.database.query('select 1 from campaigns where practice_id = $1', [owner.practice.id])).toEqual(
      [],
    );
  });

  test.each([
    [{ startAt: '2031-03-01T09:00:00Z', endAt: '2031-03-01T09:00:00Z' }, 'endAt', 'OUT_OF_RANGE'],
    [{ ownerId: '01890000-0000-7000-8000-000000000000' }, 'ownerId', 'NOT_FOUND'],
    [{ segmentIds: ['01890000-0000-7000-8000-000000000000'] }, 'segmentIds.0', 'NOT_FOUND'],
    [
      {
        goals: [
          { metric: 'LEADS', target: 1 },
          { metric: 'LEADS', target: 2 },
        ],
      },
      'goals',
      'DUPLICATE',
    ],
  ])('refuses %j', async (input, path, code) => {
    const { owner } = await story.practice();
    const { data } = await owner.graphql(create, { input: { name: 'A', ...input } });
    expect(data.createCampaign.campaign).toBeNull();
    expect(data.createCampaign.userErrors).toMatchObject([{ path: path.split('.'), code }]);
    expect(await story.database.query('select 1 from campaigns where practice_id = $1', [owner.practice.id])).toEqual(
      [],
    );
  });

  test('a code that leads are told by belongs to one campaign, in any case, of one practice', async () => {
    const [{ owner }, { owner: other }] = [await story.practice(), await story.practice()];
    await addCampaign(owner, { utmCampaign: 'Spring' });
    const racing = await Promise.all(
      Array.from({ length: 5 }, () => owner.graphql(create, { input: { name: 'B', utmCampaign: 'autumn' } })),
    );
    expect(racing.filter(({ data }) => data.createCampaign.campaign !== null)).toHaveLength(1);
    const again = await owner.graphql(create, { input: { name: 'C', utmCampaign: 'SPRING' } });
    expect(again.data.createCampaign.userErrors).toMatchObject([{ code: 'DUPLICATE', path: ['utmCampaign'] }]);
    expect(await addCampaign(other, { utmCampaign: 'Spring' })).toEqual(expect.any(String));
  });

  test('nobody sets what only the machine moves', async () => {
    const { owner } = await story.practice();
    for (const field of ['status', 'activatedAt', 'createdById', 'currency', 'practiceId', 'spent']) {
      const answer = await owner.rest('POST', '/campaigns', { name: 'A', [field]: 'ACTIVE' });
      expect([answer.status, answer.body.error.details]).toMatchObject([
        422,
        [{ path: [field], code: 'UNKNOWN_FIELD' }],
      ]);
    }
  });

  test.each(['CLINICIAN', 'INTAKE', 'BILLING', 'AUDITOR'] as const)('is not for %s', async role => {
    const { practice } = await story.practice();
    const answer = await (await story.person(practice, role)).graphql(create, { input: { name: 'A' } });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(await story.database.query('select 1 from campaigns where practice_id = $1', [practice.id])).toEqual([]);
  });

  test('names others as owner who work here', async () => {
    const { owner, practice } = await story.practice();
    const marketer = await story.marketer(practice);
    const id = await addCampaign(owner, { ownerId: marketer.id });
    expect(await campaignRow(story, id)).toMatchObject({ owner_id: marketer.id, created_by_id: owner.id });
    const { owner: stranger } = await story.practice();
    const { data } = await owner.graphql(create, { input: { name: 'A', ownerId: stranger.id } });
    expect(data.createCampaign.userErrors).toMatchObject([{ code: 'NOT_FOUND', path: ['ownerId'] }]);
  });
});
