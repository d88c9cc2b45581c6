import { describe, expect, test } from '@jest/globals';
import { addCampaign } from '../support/campaigns.js';
import { addEmailCampaign, addSendable, asSent, emailStep, readyToMail, sendable } from '../support/email-campaigns.js';
import { addLead, randomId } from '../support/leads.js';
import { useStory } from '../support/story.js';

const story = useStory();
const path = (id: string, more = '') => `/email-campaigns/${id}${more}`;

async function practiceThatMails() {
  const world = await story.practice();
  await readyToMail(world.owner);
  return world;
}

describe('/email-campaigns', () => {
  test('are added, read, changed by version, deleted and restored', async () => {
    const { owner } = await practiceThatMails();
    const recipients = [{ type: 'LEAD', id: await addLead(owner) }];
    const added = await owner.rest('POST', '/email-campaigns', { ...sendable, recipients, topic: 'News' });
    const { id } = added.body.data;
    expect([added.status, added.headers.get('location')]).toEqual([201, `/api/v1${path(id)}`]);
    expect(added.headers.get('etag')).toBe('"1"');
    expect(added.body.data).toMatchObject({
      ...{ ...sendable, recipients, topic: 'News', status: 'DRAFT', text: null, segmentIds: [], pauseReason: null },
      metrics: { recipients: 0, accepted: 0, opens: { total: 0 }, rates: { delivered: null } },
      ...{ viewerCanSend: true, viewerCanPause: false },
    });
    const read = await owner.rest('GET', path(id));
    expect([read.status, read.body.data]).toEqual([200, added.body.data]);
    const changed = await owner.rest('PUT', path(id), { name: 'Winter' }, { 'if-match': '"1"' });
    expect([changed.status, changed.headers.get('etag'), changed.body.data.name]).toEqual([200, '"2"', 'Winter']);
    expect((await owner.rest('PUT', path(id), { name: 'X' }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await owner.rest('PUT', path(id, '/send'), {}, { 'if-match': '"1"' })).status).toBe(412);
    expect((await owner.rest('DELETE', path(id))).status).toBe(204);
    expect((await owner.rest('GET', path(id))).status).toBe(404);
    const back = await owner.rest('POST', path(id, '/restore'));
    expect([back.status, back.body.data.name]).toEqual([200, 'Winter']);
  });

  test('are listed by field, word, order and page', async () => {
    const { owner } = await story.practice();
    const campaignId = await addCampaign(owner);
    const [a, b, c] = [
      await addEmailCampaign(owner, { name: 'Alpha news', purpose: 'SERVICE' }),
      await addEmailCampaign(owner, { name: 'Beta news', campaignId }),
      await addEmailCampaign(owner, { name: 'Gamma letter' }),
    ];
    const ids = async (query: string) =>
      (await owner.rest('GET', `/email-campaigns?${query}`)).body.data.map((row: { id: string }) => row.id);
    expect(await ids('')).toEqual([c, b, a]);
    expect(await ids('sort=name&search=news')).toEqual([a, b]);
    expect(await ids('purpose=service')).toEqual([a]);
    expect(await ids(`campaignId=${campaignId}`)).toEqual([b]);
    const page = await owner.rest('GET', '/email-campaigns?limit=2&page=2');
    expect(page.body.pagination).toMatchObject({ page: 2, limit: 2, total: 3, totalPages: 2 });
    expect(page.body.data.map((row: { id: string }) => row.id)).toEqual([a]);
    expect(Object.keys(page.body.data[0])).not.toContain('html');
    expect((await owner.rest('GET', '/email-campaigns?nothing=1')).status).toBe(400);
  });

  test('walk the machine, and say from where what can’t', async () => {
    const { owner } = await practiceThatMails();
    const { id } = await addSendable(owner);
    const put = async (step: string, body: object = {}) => {
      const answer = await owner.rest('PUT', path(id, `/${step}`), body);
      return [answer.status, answer.body.data?.status ?? answer.body.error.code];
    };
    const scheduledAt = new Date(story.clock.now().getTime() + 3_600_000).toISOString();
    expect(await put('schedule')).toEqual([422, 'INVALID']);
    expect(await put('schedule', { scheduledAt: '2020-01-01T00:00:00Z' })).toEqual([422, 'INVALID']);
    expect(await put('schedule', { scheduledAt })).toEqual([200, 'SCHEDULED']);
    expect(await put('pause')).toEqual([409, 'INVALID_TRANSITION']);
    expect(await put('send')).toEqual([200, 'SENDING']);
    expect(await put('pause')).toEqual([200, 'PAUSED']);
    expect(await put('resume')).toEqual([200, 'SENDING']);
    const fixed = await owner.rest('PUT', path(id), { name: 'Late' });
    expect([fixed.status, fixed.body.error.code]).toEqual([409, 'EMAIL_CAMPAIGN_SENT']);
    expect((await owner.rest('DELETE', path(id))).status).toBe(409);
    expect(await put('cancel')).toEqual([200, 'CANCELLED']);
    expect(await put('send')).toEqual([409, 'INVALID_TRANSITION']);
  });

  test('begin once, however many send one at once', async () => {
    const { owner } = await practiceThatMails();
    const { id } = await addSendable(owner);
    const answers = await Promise.all(Array.from({ length: 20 }, () => owner.rest('PUT', path(id, '/send'), {})));
    const codes = answers.map(({ status, body }) => [status, body.error?.code ?? body.data.status].join(' ')).sort();
    expect(codes).toEqual(['200 SENDING', ...Array.from({ length: 19 }, () => '409 INVALID_TRANSITION')]);
  });

  test('show the message, the audience, what stands in the way, who is named and what was sent', async () => {
    const { owner } = await practiceThatMails();
    const { id, leads } = await addSendable(owner, 2);
    const message = await owner.rest('GET', path(id, '/preview'));
    expect(message.status).toBe(200);
    expect(message.body.data).toMatchObject({ subject: 'Hello Alex', html: expect.stringContaining('we are open') });
    expect((await owner.rest('GET', path(id, `/preview?personId=${leads[0]}`))).status).toBe(400);
    const audience = await owner.rest('GET', path(id, '/audience'));
    expect(audience.body.data).toMatchObject({ count: 2, mailable: 2, isSuppressed: false, isSensitive: false });
    const ready = await owner.rest('GET', path(id, '/readiness'));
    expect(ready.body.data).toEqual({ isReady: true, issues: [], notices: [] });
    const named = await owner.rest('GET', path(id, '/recipients'));
    expect(named.body.data).toEqual(leads.map(lead => ({ type: 'LEAD', id: lead })));
    await asSent(story, id);
    const figures = (await owner.rest('GET', path(id))).body.data.metrics;
    expect(figures).toMatchObject({ recipients: 3, accepted: 3, rates: { delivered: 0, bounced: 0 } });
    const stats = await owner.rest('GET', '/email-campaigns/stats');
    expect(stats.body.data).toMatchObject({ total: 1, sent: 3, metrics: { accepted: 3 } });
  });

  test('refuse what is not there, not theirs, not known and not allowed', async () => {
    const [{ owner, practice }, { owner: stranger }] = [await practiceThatMails(), await story.practice()];
    const id = await addEmailCampaign(owner);
    for (const gone of [randomId, 'nobody']) {
      expect((await owner.rest('GET', path(gone))).status).toBe(404);
      expect((await owner.rest('PUT', path(gone, '/send'), {})).status).toBe(404);
    }
    expect((await stranger.rest('GET', path(id))).status).toBe(404);
    expect((await stranger.rest('DELETE', path(id))).status).toBe(404);
    const wrong = await owner.rest('POST', path(id), {});
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, expect.stringContaining('PUT')]);
    expect((await owner.rest('GET', path(id, '/send'))).status).toBe(405);
    expect((await owner.rest('PUT', path(id), { status: 'SENT' })).status).toBe(422);
    const bad = await owner.rest('POST', '/email-campaigns', {
      name: '',
      segmentIds: [randomId],
      html: '{{ person.email }}',
    });
    expect([bad.status, bad.body.error.code]).toEqual([422, 'INVALID']);
    const unready = await owner.rest('PUT', path(id, '/send'), {});
    const faults = unready.body.error.details.map((fault: { code: string }) => fault.code);
    expect([unready.status, faults]).toEqual([422, expect.arrayContaining(['CONTENT_MISSING', 'AUDIENCE_EMPTY'])]);
    const intake = await story.intake(practice);
    expect((await intake.rest('GET', path(id))).status).toBe(200);
    expect((await intake.rest('PUT', path(id, '/send'), {})).status).toBe(403);
  });

  test('name ten thousand people in one call, by both doors', async () => {
    const { owner, practice } = await story.practice();
    const rows = await story.database.query(
      `insert into leads (id, practice_id, created_at, updated_at, name_key, source)
       select gen_random_uuid(), $1, now(), now(), 'x', 'OTHER' from generate_series(1, 10000) returning id`,
      [practice.id],
    );
    const recipients = rows.map(({ id }) => ({ type: 'LEAD', id }));
    const put = await owner.rest('POST', '/email-campaigns', { name: 'All', recipients });
    expect(put.status).toBe(201);
    expect(put.body.data.recipients).toHaveLength(10_000);
    const id = await addEmailCampaign(owner, { recipients });
    const { pagination } = (await owner.rest('GET', path(id, '/recipients?limit=1'))).body;
    expect(pagination.total).toBe(10_000);
    const more = [...recipients, { type: 'LEAD', id: randomId }];
    expect((await owner.rest('PUT', path(id), { recipients: more })).status).toBe(422);
  }, 60_000);
});

test('a campaign tells what became of its mail, and so do statistics of campaigns', async () => {
  const { owner } = await practiceThatMails();
  const campaignId = await addCampaign(owner);
  const ids = [await addEmailCampaign(owner, { campaignId }), await addEmailCampaign(owner, { campaignId })];
  for (const id of ids) await asSent(story, id, 'SENT', 4);
  await asSent(story, await addEmailCampaign(owner), 'SENT', 9);
  const mark = (column: string, count: number) =>
    story.database.query(
      `update deliveries set ${column} = now() where id in (
         select id from deliveries where email_campaign_id = any($1::uuid[]) and delivered_at is null limit $2)`,
      [ids, count],
    );
  await mark('delivered_at', 6);
  await mark('bounced_at', 2);
  const mail = { recipients: 8, accepted: 8, delivered: 6, bounced: 2, rates: { delivered: 0.75, bounced: 0.25 } };
  expect((await owner.rest('GET', `/campaigns/${campaignId}`)).body.data.metrics).toMatchObject({ leads: 0, mail });
  expect((await owner.rest('GET', '/campaigns/stats')).body.data).toMatchObject({ total: 1, mail });
  const { data } = await owner.graphql(
    '{ campaignStats { mail { recipients accepted delivered bounced rates { delivered bounced } } } }',
  );
  expect(data.campaignStats.mail).toEqual(mail);
  const range = '?from=2001-01-01T00:00:00Z&to=2002-01-01T00:00:00Z';
  expect((await owner.rest('GET', `/campaigns/stats${range}`)).body.data.mail).toMatchObject({ accepted: 0 });
});

test('what is put away is found again by asking for it', async () => {
  const { owner } = await story.practice();
  const id = await addEmailCampaign(owner);
  expect((await owner.rest('PUT', path(id, '/archive'), {})).status).toBe(409);
  await asSent(story, id);
  const away = await owner.rest('PUT', path(id, '/archive'), {});
  expect([away.status, away.body.data.archivedAt]).toEqual([200, expect.stringMatching(/Z$/)]);
  expect((await owner.rest('PUT', path(id, '/unarchive'), {})).body.data.archivedAt).toBeNull();
  expect((await emailStep(owner, 'archive', id)).userErrors).toEqual([]);
});
