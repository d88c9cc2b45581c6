import { describe, expect, test } from '@jest/globals';
import { addCampaign, eventsOf } from '../../support/campaigns.js';
import {
  addEmailCampaign,
  addSendable,
  asSent,
  emailCampaignRow,
  emailStep,
  readyToMail,
} from '../../support/email-campaigns.js';
import { addLead, auditOf, randomId } from '../../support/leads.js';
import { useStory } from '../../support/story.js';

const story = useStory();

const fields = `id version name campaignId templateId purpose subject preheader html text fromName fromEmail replyTo
  topic status scheduledAt timeZone sentAt segmentIds excludeSegmentIds tracking { opens clicks } isSensitive
  pauseReason { code message } recipients { totalCount nodes { id type lead { id } } }
  metrics { recipients pending accepted suppressed opens { total unique human scanner } rates { delivered } }
  viewerCanUpdate viewerCanDelete viewerCanSchedule viewerCanSend viewerCanPause viewerCanResume viewerCanCancel
  viewerCanTest viewerCanArchive`;
const refusals = 'userErrors { code path message }';
const create = `mutation ($input: CreateEmailCampaignInput!) {
  createEmailCampaign(input: $input) { emailCampaign { ${fields} } ${refusals} } }`;
const update = `mutation ($id: ID!, $input: UpdateEmailCampaignInput!, $version: Int) {
  updateEmailCampaign(id: $id, input: $input, expectedVersion: $version) { emailCampaign { ${fields} } ${refusals} } }`;
const remove = `mutation ($id: ID!) { deleteEmailCampaign(id: $id) { deletedEmailCampaignId ${refusals} } }`;
const restore = `mutation ($id: ID!) { restoreEmailCampaign(id: $id) { emailCampaign { id status } ${refusals} } }`;
const one = `query ($id: ID!) { emailCampaign(id: $id) { ${fields} } }`;

describe('an email campaign', () => {
  test('is added as a draft with what was said of it, and told and written down', async () => {
    const { owner } = await story.practice();
    const [campaignId, leadId] = [await addCampaign(owner), await addLead(owner)];
    const input = {
      ...{ name: 'Autumn', campaignId, purpose: 'COMMERCIAL', subject: 'Hello', html: '<p>We are open.</p>' },
      ...{ fromName: 'Elm', fromEmail: 'News@Practice.example', topic: 'Groups', tracking: { clicks: true } },
      recipients: [{ type: 'LEAD', id: leadId }],
    };
    const { data } = await owner.graphql(create, { input });
    expect(data.createEmailCampaign).toMatchObject({
      userErrors: [],
      emailCampaign: {
        ...{ name: 'Autumn', campaignId, status: 'DRAFT', version: 1, fromEmail: 'news@practice.example' },
        ...{ topic: 'Groups', tracking: { opens: false, clicks: true }, isSensitive: false },
        recipients: { totalCount: 1, nodes: [{ id: leadId, type: 'LEAD', lead: { id: leadId } }] },
        metrics: { recipients: 0, accepted: 0, opens: { total: 0 }, rates: { delivered: null } },
        ...{ viewerCanUpdate: true, viewerCanDelete: true, viewerCanSchedule: true, viewerCanSend: true },
        ...{ viewerCanPause: false, viewerCanResume: false, viewerCanCancel: true, viewerCanArchive: false },
      },
    });
    const { id } = data.createEmailCampaign.emailCampaign;
    expect(await eventsOf(story, id)).toEqual(['EMAIL_CAMPAIGN_CREATED']);
    expect((await auditOf(story, id)).map(row => row.operation)).toEqual(['createEmailCampaign']);
    const within = await owner.graphql(
      'query ($id: ID!) { campaign(id: $id) { emailCampaigns { totalCount nodes { id } } } }',
      { id: campaignId },
    );
    expect(within.data.campaign.emailCampaigns).toEqual({ totalCount: 1, nodes: [{ id }] });
  });

  test('refuses what can not be, each fault at its path', async () => {
    const { owner } = await story.practice();
    const refused = async (input: Record<string, unknown>) => {
      const { data } = await owner.graphql(create, { input: { name: 'x', ...input } });
      return data.createEmailCampaign.userErrors.map(({ code, path }: { code: string; path: string[] }) => [
        code,
        path.join('.'),
      ]);
    };
    expect(await refused({ name: ' ' })).toEqual([['REQUIRED', 'name']]);
    expect(await refused({ html: '{{ person.dateOfBirth }}', subject: '{{ person.nick }}' })).toEqual([
      ['UNKNOWN_VARIABLE', 'subject'],
      ['PROTECTED_FIELD', 'html'],
    ]);
    expect(await refused({ campaignId: randomId })).toEqual([['NOT_FOUND', 'campaignId']]);
    expect(await refused({ templateId: randomId })).toEqual([['NOT_FOUND', 'templateId']]);
    expect(await refused({ segmentIds: [randomId] })).toEqual([['NOT_FOUND', 'segmentIds.0']]);
    expect(await refused({ recipients: [{ type: 'LEAD', id: randomId }] })).toEqual([['NOT_FOUND', 'recipients.0']]);
    expect(await refused({ fromName: 'A <b@c.example>' })).toEqual([['INVALID_FORMAT', 'fromName']]);
    expect(await refused({ fromEmail: 'a@b.example, c@d.example' })).toEqual([['INVALID_FORMAT', 'fromEmail']]);
  });

  test('changes by the fields that are given, against its version', async () => {
    const { owner } = await story.practice();
    const id = await addEmailCampaign(owner, { subject: 'One', preheader: 'Before' });
    const first = await owner.graphql(update, { id, input: { subject: 'Two', preheader: null }, version: 1 });
    expect(first.data.updateEmailCampaign.emailCampaign).toMatchObject({ subject: 'Two', preheader: null, version: 2 });
    const stale = await owner.graphql(update, { id, input: { subject: 'Three' }, version: 1 });
    expect(stale.data.updateEmailCampaign.userErrors).toMatchObject([{ code: 'STALE_VERSION' }]);
    expect(await emailCampaignRow(story, id)).toMatchObject({ subject: 'Two', version: 2 });
  });

  test('goes and comes back', async () => {
    const { owner } = await story.practice();
    const id = await addEmailCampaign(owner);
    const gone = await owner.graphql(remove, { id });
    expect(gone.data.deleteEmailCampaign).toEqual({ deletedEmailCampaignId: id, userErrors: [] });
    expect((await owner.graphql(one, { id })).data.emailCampaign).toBeNull();
    const back = await owner.graphql(restore, { id });
    expect(back.data.restoreEmailCampaign).toEqual({ emailCampaign: { id, status: 'DRAFT' }, userErrors: [] });
  });

  test.each([
    ['SENDING', 3],
    ['PAUSED', 3],
    ['SENT', 3],
    ['CANCELLED', 3],
  ])('that is %s after mail was sent stays as it is, and is put away instead', async (status, accepted) => {
    const { owner } = await story.practice();
    const id = await addEmailCampaign(owner, { subject: 'One' });
    await asSent(story, id, status, accepted);
    const before = await emailCampaignRow(story, id);
    const changed = await owner.graphql(update, { id, input: { subject: 'Two' } });
    expect(changed.data.updateEmailCampaign.userErrors).toMatchObject([{ code: 'EMAIL_CAMPAIGN_SENT', path: ['id'] }]);
    const gone = await owner.graphql(remove, { id });
    expect(gone.data.deleteEmailCampaign.userErrors).toMatchObject([{ code: 'EMAIL_CAMPAIGN_SENT' }]);
    const put = await owner.rest('PUT', `/email-campaigns/${id}`, { subject: 'Two' });
    expect([put.status, put.body.error.code]).toEqual([409, 'EMAIL_CAMPAIGN_SENT']);
    const deleted = await owner.rest('DELETE', `/email-campaigns/${id}`);
    expect([deleted.status, deleted.body.error.code]).toEqual([409, 'EMAIL_CAMPAIGN_SENT']);
    expect(await emailCampaignRow(story, id)).toEqual(before);
    const { data } = await owner.graphql(one, { id });
    expect(data.emailCampaign).toMatchObject({ viewerCanUpdate: false, viewerCanDelete: false });
    const archived = await emailStep(owner, 'archive', id);
    if (status === 'SENT' || status === 'CANCELLED') expect(archived.userErrors).toEqual([]);
    else expect(archived.userErrors).toMatchObject([{ code: 'CONFLICT' }]);
  });

  test('that was cancelled before anything left can still go', async () => {
    const { owner } = await story.practice();
    await readyToMail(owner);
    const { id } = await addSendable(owner);
    await emailStep(owner, 'cancel', id);
    expect((await owner.graphql(remove, { id })).data.deleteEmailCampaign.userErrors).toEqual([]);
  });

  test('of another practice is as if it were not there', async () => {
    const [{ owner }, stranger] = [await story.practice(), await story.practice()];
    const id = await addEmailCampaign(owner);
    expect((await stranger.owner.graphql(one, { id })).data.emailCampaign).toBeNull();
    const { data } = await stranger.owner.graphql(update, { id, input: { subject: 'x' } });
    expect(data.updateEmailCampaign.userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect((await emailStep(stranger.owner, 'send', id)).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });
});

describe('a list of email campaigns', () => {
  test('pages, narrows, sorts and finds', async () => {
    const { owner } = await story.practice();
    const campaignId = await addCampaign(owner);
    const [first, second, third] = [
      await addEmailCampaign(owner, { name: 'Alpha news', purpose: 'SERVICE' }),
      await addEmailCampaign(owner, { name: 'Beta news', campaignId, topic: 'Groups' }),
      await addEmailCampaign(owner, { name: 'Gamma letter' }),
    ];
    await asSent(story, third, 'SENT');
    await emailStep(owner, 'archive', third);
    const list = async (args: string) => {
      const { data, errors } = await owner.graphql(
        `{ emailCampaigns${args} { totalCount nodes { id } pageInfo { endCursor hasNextPage } } }`,
      );
      expect(errors).toBeUndefined();
      return data.emailCampaigns as {
        totalCount: number;
        nodes: { id: string }[];
        pageInfo: { endCursor: string; hasNextPage: boolean };
      };
    };
    const ids = async (args: string) => (await list(args)).nodes.map(({ id }) => id);
    expect(await ids('')).toEqual([third, second, first]);
    const page = await list('(first: 2, sort: [{ field: NAME }])');
    expect(page).toMatchObject({ totalCount: 3, nodes: [{ id: first }, { id: second }] });
    expect(await ids(`(first: 2, sort: [{ field: NAME }], after: "${page.pageInfo.endCursor}")`)).toEqual([third]);
    expect(await list('(filter: { status: [DRAFT] })')).toMatchObject({ totalCount: 2 });
    expect(await ids('(filter: { purpose: [SERVICE] })')).toEqual([first]);
    expect(await ids(`(filter: { campaignId: ["${campaignId}"] })`)).toEqual([second]);
    expect(await ids('(filter: { campaignId: null })')).toEqual([third, first]);
    expect(await ids('(filter: { topic: ["groups"] })')).toEqual([second]);
    expect(await ids('(filter: { isArchived: true })')).toEqual([third]);
    expect(await ids('(search: "new")')).toEqual([second, first]);
  });
});
