import { describe, expect, test } from '@jest/globals';
import { eventsOf, listOf } from '../../support/campaigns.js';
import {
  addEmailCampaign,
  addSendable,
  emailCampaignRow,
  emailStep,
  readyToMail,
  scheduleAt,
  sendable,
  sensitiveSegment,
} from '../../support/email-campaigns.js';
import { addLead } from '../../support/leads.js';
import { useStory } from '../../support/story.js';
import { addTemplate } from '../../support/templates.js';

const story = useStory();
const inMinutes = (minutes: number) => new Date(story.clock.now().getTime() + minutes * 60_000).toISOString();
const codes = (faults: { code: string; path: string[] }[]) =>
  faults.map(({ code, path }) => `${code} ${path.join('.')}`);
const run = () => story.services.emailCampaignSchedule.run();

async function practiceThatMails() {
  const world = await story.practice();
  await readyToMail(world.owner);
  return world;
}

describe('what moves an email campaign', () => {
  test('walks the machine, each step stamped, told and written down', async () => {
    const { owner } = await practiceThatMails();
    const { id } = await addSendable(owner);
    for (const [name, status] of [
      ['send', 'SENDING'],
      ['pause', 'PAUSED'],
      ['resume', 'SENDING'],
      ['cancel', 'CANCELLED'],
    ] as const) {
      expect(await emailStep(owner, name, id)).toMatchObject({ emailCampaign: { status }, userErrors: [] });
    }
    expect(await eventsOf(story, id)).toEqual([
      'EMAIL_CAMPAIGN_CREATED',
      'EMAIL_CAMPAIGN_STARTED',
      'EMAIL_CAMPAIGN_PAUSED',
      'EMAIL_CAMPAIGN_RESUMED',
      'EMAIL_CAMPAIGN_CANCELLED',
    ]);
    expect(await emailCampaignRow(story, id)).toMatchObject({
      status: 'CANCELLED',
      pause_reason: null,
      paused_at: null,
    });
  });

  test.each([
    ['DRAFT', ['pause', 'resume']],
    ['SCHEDULED', ['pause', 'resume']],
    ['SENDING', ['send', 'resume', 'schedule']],
    ['PAUSED', ['send', 'pause', 'schedule']],
    ['SENT', ['send', 'pause', 'resume', 'cancel', 'schedule']],
    ['CANCELLED', ['send', 'pause', 'resume', 'cancel', 'schedule']],
  ])('refuses from %s what the machine does not know, naming both states, the row unchanged', async (status, steps) => {
    const { owner } = await practiceThatMails();
    const { id } = await addSendable(owner);
    await story.database.query('update email_campaigns set status = $2 where id = $1', [id, status]);
    const before = await emailCampaignRow(story, id);
    const targets = { send: 'SENDING', pause: 'PAUSED', resume: 'SENDING', cancel: 'CANCELLED', schedule: 'SCHEDULED' };
    for (const step of steps) {
      const { userErrors } =
        step === 'schedule'
          ? await scheduleAt(owner, id, { scheduledAt: inMinutes(60) })
          : await emailStep(owner, step, id);
      expect(userErrors).toMatchObject([{ code: 'INVALID_TRANSITION', path: ['status'] }]);
      expect(userErrors[0]!.message).toContain(status);
      expect(userErrors[0]!.message).toContain(targets[step as keyof typeof targets]);
      const body = step === 'schedule' ? { scheduledAt: inMinutes(60) } : {};
      const rest = await owner.rest('PUT', `/email-campaigns/${id}/${step}`, body);
      if (step !== 'pause' || status !== 'SENDING')
        expect([rest.status, rest.body.error.code]).toEqual([409, 'INVALID_TRANSITION']);
    }
    expect(await emailCampaignRow(story, id)).toEqual(before);
  });

  test('starts once, however many send it at once', async () => {
    const { owner } = await practiceThatMails();
    const { id } = await addSendable(owner);
    const answers = await Promise.all(Array.from({ length: 20 }, () => emailStep(owner, 'send', id)));
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    const refused = answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code));
    expect(refused).toEqual(Array.from({ length: 19 }, () => 'INVALID_TRANSITION'));
    const started = (await eventsOf(story, id)).filter(type => type === 'EMAIL_CAMPAIGN_STARTED');
    expect(started).toHaveLength(1);
  });
});

describe('what is checked before an email campaign is sent or scheduled', () => {
  test('is told all at once, and beforehand', async () => {
    const { owner } = await story.practice();
    const id = await addEmailCampaign(owner, { replyTo: 'me@elsewhere.example' });
    const wanted = [
      'CONTENT_MISSING subject',
      'CONTENT_MISSING html',
      'PURPOSE_MISSING purpose',
      'POSTAL_ADDRESS_MISSING practice.postalAddress',
      'SENDER_MISSING fromEmail',
      'SENDER_NOT_VERIFIED replyTo',
      'AUDIENCE_EMPTY segmentIds',
    ];
    const before = await emailCampaignRow(story, id);
    expect(codes((await emailStep(owner, 'send', id)).userErrors)).toEqual(wanted);
    expect(codes((await scheduleAt(owner, id, { scheduledAt: inMinutes(60) })).userErrors)).toEqual(wanted);
    const rest = await owner.rest('PUT', `/email-campaigns/${id}/send`, {});
    expect(rest.status).toBe(422);
    expect(
      codes(
        rest.body.error.details.map((d: { path: string[] | string; code: string }) => ({
          ...d,
          path: [d.path].flat(),
        })),
      ),
    ).toEqual(wanted);
    const { data } = await owner.graphql(
      'query ($id: ID!) { emailCampaignReadiness(id: $id) { isReady issues { code path } notices { code } } }',
      { id },
    );
    expect(data.emailCampaignReadiness).toMatchObject({ isReady: false, notices: [] });
    expect(codes(data.emailCampaignReadiness.issues)).toEqual(wanted);
    expect(await emailCampaignRow(story, id)).toEqual(before);
  });

  test('knows templates: none published, and one whose purpose is the stricter', async () => {
    const { owner } = await practiceThatMails();
    const template = await addTemplate(owner, { purpose: 'COMMERCIAL' });
    const leadId = await addLead(owner, { email: 'kim@example.test' });
    const id = await addEmailCampaign(owner, {
      ...{ templateId: template.id, fromEmail: 'news@practice.example' },
      recipients: [{ type: 'LEAD', id: leadId }],
    });
    expect(codes((await emailStep(owner, 'send', id)).userErrors)).toEqual(['TEMPLATE_NOT_PUBLISHED templateId']);
    await owner.graphql('mutation ($id: ID!) { publishEmailTemplate(id: $id) { userErrors { code } } }', {
      id: template.id,
    });
    await owner.rest('PUT', `/email-campaigns/${id}`, { purpose: 'SERVICE' });
    expect(codes((await emailStep(owner, 'send', id)).userErrors)).toEqual(['PURPOSE_MISMATCH purpose']);
    await owner.rest('PUT', `/email-campaigns/${id}`, { purpose: null });
    expect((await emailStep(owner, 'send', id)).userErrors).toEqual([]);
    // what it is for is settled as it begins
    expect(await emailCampaignRow(story, id)).toMatchObject({ purpose: 'COMMERCIAL', status: 'SENDING' });
  });

  test('turns tracking off where who is in the audience tells of a protected field, and says so', async () => {
    const { owner } = await practiceThatMails();
    await addLead(owner, { email: 'kim@example.test', interestedServices: ['SUBSTANCE_USE'] });
    const segmentId = await sensitiveSegment(owner);
    const tracking = { opens: true, clicks: true };
    const id = await addEmailCampaign(owner, { ...sendable, segmentIds: [segmentId], tracking });
    const { data } = await owner.graphql(
      'query ($id: ID!) { emailCampaignReadiness(id: $id) { isReady notices { code path } } }',
      { id },
    );
    expect(data.emailCampaignReadiness).toEqual({
      isReady: true,
      notices: [{ code: 'TRACKING_OFF', path: ['tracking'] }],
    });
    await emailStep(owner, 'send', id);
    const row = await emailCampaignRow(story, id);
    expect(row).toMatchObject({ tracking: { opens: false, clicks: false }, is_sensitive: true });
  });
});

describe('a scheduled email campaign', () => {
  test('takes an instant, or a time on the wall of a zone: after a gap, and the first of two', async () => {
    const { owner } = await practiceThatMails();
    const { id } = await addSendable(owner);
    const at = async (input: Record<string, unknown>) => (await scheduleAt(owner, id, input)).emailCampaign;
    const timeZone = 'America/New_York';
    expect(await at({ scheduledAt: '2031-03-01T09:30:00+01:00', timeZone })).toMatchObject({
      ...{ status: 'SCHEDULED', scheduledAt: '2031-03-01T08:30:00.000Z', timeZone },
    });
    // the clocks skip 02:00 to 03:00 on 9 March 2031, and show 01:00 to 02:00 twice on 2 November
    expect(await at({ scheduledAt: '2031-03-09T02:30', timeZone })).toMatchObject({
      scheduledAt: '2031-03-09T07:30:00.000Z',
    });
    expect(await at({ scheduledAt: '2031-11-02T01:30', timeZone })).toMatchObject({
      scheduledAt: '2031-11-02T05:30:00.000Z',
    });
    const refused = async (input: Record<string, unknown>) => codes((await scheduleAt(owner, id, input)).userErrors);
    expect(await refused({ scheduledAt: inMinutes(-1) })).toEqual(['OUT_OF_RANGE scheduledAt']);
    expect(await refused({ scheduledAt: '2031-02-30T09:00' })).toEqual(['INVALID_FORMAT scheduledAt']);
    expect(await refused({ scheduledAt: 'soon' })).toEqual(['INVALID_FORMAT scheduledAt']);
    expect(await refused({ scheduledAt: inMinutes(5), timeZone: 'Mars/Base' })).toEqual(['INVALID timeZone']);
  });

  test('starts at its time, once, and not before', async () => {
    const { owner } = await practiceThatMails();
    const { id } = await addSendable(owner);
    await scheduleAt(owner, id, { scheduledAt: inMinutes(10) });
    story.clock.advance({ minutes: 9 });
    await run();
    expect(await emailCampaignRow(story, id)).toMatchObject({ status: 'SCHEDULED' });
    story.clock.advance({ minutes: 1 });
    await Promise.all([run(), run(), run()]);
    expect(await emailCampaignRow(story, id)).toMatchObject({ status: 'SENDING' });
    expect((await eventsOf(story, id)).filter(type => type === 'EMAIL_CAMPAIGN_STARTED')).toHaveLength(1);
  });

  test('that is found more than an hour late is held for a person, who lets it go on', async () => {
    const { practice, owner: first } = await practiceThatMails();
    const { id } = await addSendable(first);
    await scheduleAt(first, id, { scheduledAt: inMinutes(1) });
    story.clock.advance({ minutes: 62 });
    const owner = await story.owner(practice);
    await run();
    const held = await emailCampaignRow(story, id);
    expect(held).toMatchObject({ status: 'PAUSED', pause_reason: { code: 'OVERDUE', details: { minutesLate: 61 } } });
    // nothing of it was sent: it can still be changed
    expect((await owner.rest('PUT', `/email-campaigns/${id}`, { subject: 'Later' })).status).toBe(200);
    expect((await emailStep(owner, 'resume', id)).emailCampaign).toMatchObject({ status: 'SENDING' });
    expect(await emailCampaignRow(story, id)).toMatchObject({ pause_reason: null });
  });

  test('that can not be sent at its time is held with the reason', async () => {
    const { owner } = await practiceThatMails();
    const { id } = await addSendable(owner);
    await scheduleAt(owner, id, { scheduledAt: inMinutes(1) });
    await readyToMail(owner, { senderDomains: [] });
    story.clock.advance({ minutes: 2 });
    await run();
    expect(await emailCampaignRow(story, id)).toMatchObject({
      ...{ status: 'PAUSED', sending_since: null },
      pause_reason: { code: 'CHECKS_FAILED', details: { codes: ['SENDER_NOT_VERIFIED'] } },
    });
  });

  test('keeps its segment, and comes back as a draft when its time has passed', async () => {
    const { practice, owner } = await practiceThatMails();
    const segmentId = await listOf(story, practice.id, [await addLead(owner, { email: 'kim@example.test' })]);
    const id = await addEmailCampaign(owner, { ...sendable, segmentIds: [segmentId] });
    await scheduleAt(owner, id, { scheduledAt: inMinutes(5) });
    const kept = await owner.rest('DELETE', `/segments/${segmentId}`);
    expect([kept.status, kept.body.error.code]).toEqual([409, 'IN_USE']);
    expect((await owner.rest('DELETE', `/email-campaigns/${id}`)).status).toBe(204);
    story.clock.advance({ minutes: 6 });
    await run();
    expect(await emailCampaignRow(story, id)).toMatchObject({ status: 'SCHEDULED' });
    const back = await owner.rest('POST', `/email-campaigns/${id}/restore`);
    expect([back.status, back.body.data.status]).toEqual([200, 'DRAFT']);
  });
});
