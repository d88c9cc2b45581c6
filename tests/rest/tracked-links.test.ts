import { describe, expect, test } from '@jest/globals';
import { TrackedLinks } from '../../src/modules/tracking/tracking.links.js';
import { TrackingTokens } from '../../src/modules/tracking/tracking.tokens.js';
import { auditedBy } from '../support/audited.js';
import type { PracticeInStory } from '../support/story.js';
import { useStory } from '../support/story.js';
import { ago, hookEvent, MailTold, type Sent } from '../support/tracking.js';

const story = useStory();
const told = new MailTold(story);
const urls = ['https://one.example/a?b=c&d=é', 'https://two.example/', 'https://three.example/#x'];
const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Firefox/140.0' };

/** A message with links and a pixel, that was delivered long ago. */
async function message(practice: PracticeInStory, options: Parameters<MailTold['sent']>[1] = {}) {
  const sent = await told.sent(practice, options);
  const run = <Row>(text: string, values: unknown[]) => story.database.query(text, values) as unknown as Promise<Row[]>;
  const ids = await TrackedLinks.of(run, practice.id, sent.emailCampaignId, urls);
  const tokens = new TrackingTokens(story.services.ground.config.blindIndexKey);
  const links = ids.map(id => `/t/c/${tokens.link(sent.id, id)}`);
  return { sent, ids, run, links, pixel: `/t/o/${tokens.pixel(sent.id)}` };
}

const visit = (path: string, headers: Record<string, string> = browser, method = 'GET') =>
  story.stranger().rest(method, path, undefined, headers);
const figures = async (sent: Sent) => {
  const { opens_total, opens_unique, opens_human, opens_scanner, ...rest } = await told.counters(sent);
  const { clicks_total, clicks_unique, clicks_human, clicks_scanner } = rest;
  return {
    opens: [opens_total, opens_unique, opens_human, opens_scanner],
    clicks: [clicks_total, clicks_unique, clicks_human, clicks_scanner],
  };
};

describe('a link', () => {
  test('leads where it was set to lead, whatever is added to it, and counts as a click of a person', async () => {
    const { practice } = await story.practice();
    const { sent, links } = await message(practice);
    const answer = await visit(`${links[0]}?fbclid=1&url=https://evil.example/`);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, new URL(urls[0]!).href]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    await told.apply();
    expect(await figures(sent)).toMatchObject({ clicks: [1, 1, 1, 0] });
    const seen = 'select person_id, kind from mail_engagements where practice_id = $1';
    const { person_id } = await told.delivery(sent);
    expect(await story.database.query(seen, [practice.id])).toEqual([{ person_id, kind: 'CLICKED' }]);
  });

  test('is in the log without address, place or program of who followed it', async () => {
    const { practice } = await story.practice();
    const { links, sent } = await message(practice);
    const answer = await visit(links[0]!);
    expect(await auditedBy(story, answer)).toMatchObject([{ operation: 'openTrackedLink', object_ids: [sent.id] }]);
    const text = 'select ip, user_agent from audit_log where request_id = $1';
    const rows = await story.database.query(text, [answer.headers.get('x-request-id')]);
    expect(rows).toEqual([{ ip: null, user_agent: null }]);
  });

  test('forged, cut, of the other kind, of another message or gone: 404, nothing kept', async () => {
    const { practice } = await story.practice();
    const { links, pixel, sent } = await message(practice);
    const [link] = links as [string];
    const wrong = [link.slice(0, -1), `${link}A`, link.replace('/t/c/', '/t/o/'), pixel.replace('/t/o/', '/t/c/')];
    for (const path of [...wrong, '/t/c/x', '/t/o/x', `/t/c/${'A'.repeat(64)}`]) {
      expect([path, (await visit(path)).status]).toEqual([path, 404]);
    }
    await told.apply();
    await story.database.query('delete from tracked_links where email_campaign_id = $1', [sent.emailCampaignId]);
    expect((await visit(link)).status).toBe(404);
    expect(await story.database.query('select 1 from mail_events where practice_id = $1', [practice.id])).toEqual([]);
  });

  test('of an erased message still leads on, and nothing is kept of it', async () => {
    const { practice } = await story.practice();
    const { links, sent, pixel } = await message(practice);
    await story.database.query('delete from deliveries where id = $1', [sent.id]);
    expect((await visit(links[1]!)).status).toBe(302);
    expect((await visit(pixel)).status).toBe(404);
    expect(await story.database.query('select 1 from mail_events where practice_id = $1', [practice.id])).toEqual([]);
  });

  test('made again for the same places keeps its id', async () => {
    const { practice } = await story.practice();
    const { sent, ids, run } = await message(practice);
    expect(await TrackedLinks.of(run, practice.id, sent.emailCampaignId, urls)).toEqual(ids);
  });
});

test('the pixel is a picture that nobody keeps, and its opens are counted by who seems to have loaded it', async () => {
  const { practice } = await story.practice();
  const { sent, pixel } = await message(practice);
  const answer = await visit(pixel);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/gif']);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.text.slice(0, 6)).toBe('GIF89a');
  await told.apply();
  expect(await figures(sent)).toMatchObject({ opens: [1, 1, 1, 0] });
  const proxied = await message(practice);
  await visit(proxied.pixel, { 'user-agent': 'Mozilla/5.0' });
  await visit(proxied.pixel, { 'user-agent': 'Mozilla/5.0 (Windows NT 5.1) (via ggpht.com GoogleImageProxy)' });
  await told.apply();
  const judged = 'select distinct judgement from mail_events where delivery_id = $1';
  expect(await story.database.query(judged, [proxied.sent.id])).toEqual([{ judgement: 'UNVERIFIED' }]);
  expect(await figures(proxied.sent)).toMatchObject({ opens: [1, 1, 0, 0] });
});

describe('machines', () => {
  test('a prefetch of everything in a message by GET and HEAD raises the figures of scanners alone', async () => {
    const { practice } = await story.practice();
    const { sent, links, pixel } = await message(practice);
    const before = await told.delivery(sent);
    for (const path of [...links, pixel]) {
      for (const method of ['GET', 'HEAD']) expect((await visit(path, browser, method)).status).toBeLessThan(303);
    }
    await told.apply();
    const { clicks, opens } = await figures(sent);
    expect([clicks.slice(1), opens.slice(2)]).toEqual([
      [1, 0, 1],
      [0, 1],
    ]);
    const after = await told.delivery(sent);
    const changed = Object.keys(before).filter(name => String(after[name]) !== String(before[name]));
    const counted = ['clicks', 'has_scanner_click', 'has_scanner_open', 'opens'];
    expect(changed.filter(name => name !== 'updated_at').sort()).toEqual(counted);
    expect(await told.suppressions(practice)).toEqual([]);
    const seen = 'select 1 from mail_engagements where practice_id = $1';
    expect(await story.database.query(seen, [practice.id])).toEqual([]);
  });

  test.each([
    ['HEAD', 'HEAD', browser],
    ['a prefetching browser', 'GET', { ...browser, 'sec-purpose': 'prefetch;prerender' }],
    ['a scanner that says so', 'GET', { 'user-agent': 'Mozilla/5.0 (compatible; SafeLinks-Scan/1.0)' }],
  ] as const)('%s is no person', async (_, method, headers) => {
    const { practice } = await story.practice();
    const { sent, links } = await message(practice);
    expect((await visit(links[0]!, headers, method)).status).toBe(302);
    await told.apply();
    expect(await figures(sent)).toMatchObject({ clicks: [1, 1, 0, 1] });
  });

  test('a click seconds after the delivery is no person, whichever of both is heard of first', async () => {
    const { practice } = await story.practice();
    const [early, late] = [await told.sent(practice), await told.sent(practice)];
    const click = (at: number) => ({ ReceivedAt: ago(at), OriginalLink: 'https://one.example/', UserAgent: 'Firefox' });
    await told.tell(practice, hookEvent('Click', early, click(95)), hookEvent('Click', late, click(20)));
    expect([(await figures(early)).clicks, (await figures(late)).clicks]).toEqual([
      [1, 1, 1, 0],
      [1, 1, 1, 0],
    ]);
    await told.tell(practice, ...[early, late].map(one => hookEvent('Delivery', one, { DeliveredAt: ago(100) })));
    expect([(await figures(early)).clicks, (await figures(late)).clicks]).toEqual([
      [1, 1, 0, 1],
      [1, 1, 1, 0],
    ]);
    const seen =
      'select e.delivery_id from mail_engagements g join mail_events e on e.id = g.event_id where g.practice_id = $1';
    expect(await story.database.query(seen, [practice.id])).toEqual([{ delivery_id: late.id }]);
  });

  test('who looked like a person is judged anew when the rest of the burst comes', async () => {
    const { practice } = await story.practice();
    const sent = await told.sent(practice);
    const click = (link: string, at: number) =>
      hookEvent('Click', sent, { ReceivedAt: ago(at), OriginalLink: link, UserAgent: 'Firefox' });
    await told.tell(practice, click('a', 60));
    expect((await figures(sent)).clicks).toEqual([1, 1, 1, 0]);
    await told.tell(practice, click('b', 57), click('c', 54));
    expect((await figures(sent)).clicks).toEqual([3, 1, 0, 1]);
    await told.tell(practice, click('a', 20));
    expect((await figures(sent)).clicks).toEqual([4, 1, 1, 1]);
  });
});

test('what is forgotten after thirty days stays counted, and what comes later adds to it', async () => {
  const { practice } = await story.practice();
  const { sent, links, pixel } = await message(practice);
  await visit(links[0]!);
  await visit(pixel);
  await told.apply();
  const before = await figures(sent);
  await story.database.query("update mail_events set received_at = received_at - interval '31 days'");
  const { forgetMailEvents } = await import('../../src/modules/tracking/tracking.retention.js');
  expect(await forgetMailEvents(story.services.ground)).toBeGreaterThanOrEqual(2);
  await visit(links[1]!, browser, 'HEAD');
  await told.apply();
  expect(before.clicks).toEqual([1, 1, 1, 0]);
  expect(await figures(sent)).toEqual({ opens: before.opens, clicks: [2, 1, 1, 1] });
});
