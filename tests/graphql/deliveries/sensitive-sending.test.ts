import { beforeEach, describe, expect, test } from '@jest/globals';
import { deliveriesOf, eagerSending, fatesOf, figuresOf, startSending } from '../../support/deliveries.js';
import { addEmailCampaign, emailStep, readyToMail, sendable, sensitiveSegment } from '../../support/email-campaigns.js';
import { addLead } from '../../support/leads.js';
import { useMailStory } from '../../support/mail.js';
import type { Person, PracticeInStory } from '../../support/story.js';

const { story, sandbox } = await useMailStory({ settings: eagerSending, sandbox: { deliveryMs: null } });
const sender = () => story.services.mailSender;
let practice: PracticeInStory;
let owner: Person;

beforeEach(async () => {
  sandbox.clear();
  await story.database.query('update send_bucket set blocked_until = null');
  ({ practice, owner } = await story.practice());
  await readyToMail(owner);
});

const html = '<p>Hello {{ person.salutation }}, <a href="https://example.org/more">more</a></p>';
const tracked = { ...sendable, html, tracking: { opens: true, clicks: true } };
const bodies = () => sandbox.messages().map(({ message }) => `${message?.HtmlBody} ${message?.TextBody}`);

describe('an audience by a protected field', () => {
  async function sentTo(people: number) {
    const segmentId = await sensitiveSegment(owner);
    const leads: string[] = [];
    for (let at = 0; at < people; at++) {
      leads.push(await addLead(owner, { email: `s${at}@example.test`, interestedServices: ['SUBSTANCE_USE'] }));
    }
    const id = await addEmailCampaign(owner, { ...tracked, segmentIds: [segmentId] });
    expect((await emailStep(owner, 'send', id)).userErrors).toEqual([]);
    await sender().runOnce();
    expect(sandbox.messages()).toHaveLength(people);
    return { id, leads };
  }

  test('is not followed by links or pixels, though its campaign asked for it', async () => {
    const { id } = await sentTo(2);
    for (const body of bodies()) {
      expect(body).toContain('https://example.org/more');
      expect(body).not.toContain('http://crm.test/t/');
    }
    const { data } = await owner.graphql('query ($id: ID!) { emailCampaign(id: $id) { tracking { opens clicks } } }', {
      id,
    });
    expect(data.emailCampaign.tracking).toEqual({ opens: false, clicks: false });
    sandbox.clear();
    await addPlain();
    expect(bodies()[0]).toContain('http://crm.test/t/');
  });

  const addPlain = async () => {
    const { id } = await startSending(owner, 1, tracked);
    await sender().runOnce();
    return id;
  };

  test('shows a marketer neither its rows nor a small figure', async () => {
    const { id, leads } = await sentTo(3);
    const marketer = await story.marketer(practice);
    expect(Object.keys(await fatesOf(owner, id)).sort()).toEqual([...leads].sort());
    expect(await deliveriesOf(marketer, id)).toEqual([]);
    const rest = await marketer.rest('GET', `/email-campaigns/${id}/deliveries`);
    expect([rest.status, rest.body.data]).toEqual([200, []]);
    const asked = `query ($id: ID!, $lead: ID!) {
      emailCampaign(id: $id) { metrics { recipients accepted suppressed } }
      deliveries(emailCampaignId: $id) { totalCount }
      lead(id: $lead) { deliveries(first: 5) { totalCount nodes { id } } } }`;
    const { data } = await marketer.graphql(asked, { id, lead: leads[0] });
    expect(data.emailCampaign.metrics).toEqual({ recipients: null, accepted: null, suppressed: null });
    expect(data.deliveries.totalCount).toBe(0);
    expect(data.lead?.deliveries?.nodes ?? []).toEqual([]);
    const full = (await owner.graphql(asked, { id, lead: leads[0] })).data;
    expect(full).toMatchObject({
      emailCampaign: { metrics: { recipients: 3, accepted: 3, suppressed: 0 } },
      ...{ deliveries: { totalCount: 3 }, lead: { deliveries: { totalCount: 1 } } },
    });
    const [row] = await deliveriesOf(owner, id);
    const one = await marketer.graphql('query ($id: ID!) { delivery(id: $id) { id } }', { id: row!.id });
    expect(one.data?.delivery ?? null).toBeNull();
  });

  test('of eleven shows a marketer how many there are, and still no rows', async () => {
    const { id } = await sentTo(11);
    const marketer = await story.marketer(practice);
    const asked = 'query ($id: ID!) { emailCampaign(id: $id) { metrics { recipients accepted } } }';
    const { data } = await marketer.graphql(asked, { id });
    expect(data.emailCampaign.metrics).toEqual({ recipients: 11, accepted: 11 });
    expect(await deliveriesOf(marketer, id)).toEqual([]);
  });
});

describe('quiet hours', () => {
  const quietBy = (from: string, to: string) =>
    story.database.query(
      `update practices set quiet_hours = jsonb_build_object(
         'from', to_char(now() at time zone time_zone + $2::interval, 'HH24:MI'),
         'to', to_char(now() at time zone time_zone + $3::interval, 'HH24:MI')) where id = $1`,
      [practice.id, from, to],
    );

  test.each([
    ['within', '-1 hour', '2 hours', true],
    ['within, all night', '-10 hours', '10 hours', true],
    ['before', '1 hour', '3 hours', false],
    ['after', '-3 hours', '-1 hour', false],
  ])('%s them: commercial mail', async (_, from, to, isHeld) => {
    const { id } = await startSending(owner, 2);
    const service = await startSending(owner, 2, { purpose: 'SERVICE' });
    await quietBy(from, to);
    await sender().runOnce();
    expect(await figuresOf(story, service.id)).toMatchObject({ status: 'SENT', accepted: 2 });
    expect(await figuresOf(story, id)).toMatchObject(
      isHeld ? { status: 'SENDING', pending: 2, accepted: 0 } : { status: 'SENT', accepted: 2 },
    );
    await quietBy('2 hours', '3 hours');
    await sender().runOnce();
    expect(await figuresOf(story, id)).toMatchObject({ status: 'SENT', accepted: 2 });
    expect(sandbox.messages()).toHaveLength(4);
  });
});
