import { beforeEach, describe, expect, test } from '@jest/globals';
import { leaveTemplates } from '../../src/modules/email-campaigns/email-campaign.dependents.js';
import { purgeDeletedEmailCampaigns } from '../../src/modules/email-campaigns/email-campaign.purge.js';
import { purgeDeletedTemplates } from '../../src/modules/templates/template.purge.js';
import { addCampaign } from '../support/campaigns.js';
import { deliveriesOf, eagerSending, figuresOf, startSending } from '../support/deliveries.js';
import { addEmailCampaign, emailStep, readyToMail, sendable } from '../support/email-campaigns.js';
import { addLead } from '../support/leads.js';
import { useMailStory } from '../support/mail.js';
import { addSegment } from '../support/segments.js';
import { statsOf } from '../support/statistics.js';
import type { Person, PracticeInStory } from '../support/story.js';
import { press, suppressionsOf, tokenFor } from '../support/suppressions.js';
import { addTask } from '../support/tasks.js';
import { addTemplate } from '../support/templates.js';

/** Mail that goes for good goes whole, and what people got never does; their links outlive both. */
const { story, sandbox } = await useMailStory({ settings: eagerSending });
const oneClick = { 'List-Unsubscribe': 'One-Click' };
let practice: PracticeInStory;
let owner: Person;
beforeEach(async () => {
  sandbox.clear();
  ({ practice, owner } = await story.practice());
});

const sql = (text: string, ...values: unknown[]) => story.database.query(text, values);
const purge = () => purgeDeletedEmailCampaigns(story.services.ground);
const remove = (id: string) => owner.rest('DELETE', `/email-campaigns/${id}`);
const longAgo = (id: string, table = 'email_campaigns') =>
  sql(`update ${table} set deleted_at = now() - interval '31 days' where id = $1`, id);
const isLeft = async (id: string, table = 'email_campaigns') =>
  (await sql(`select 1 from ${table} where id = $1`, id)).length === 1;

/** Tables that still name one of these rows, of those that tell nothing of what was done. */
async function placesOf(...ids: string[]): Promise<string[]> {
  await story.services.mailTallies.fold();
  const columns = await sql(
    `select c.table_name as name, c.column_name as word from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where table_schema = 'public' and t.table_type = 'BASE TABLE' and c.udt_name = 'uuid'
       and c.table_name !~ '^(audit_|outbox|idempotency)'`,
  );
  const places: string[] = [];
  for (const { name, word } of columns)
    if ((await sql(`select 1 from "${name}" where "${word}" = any($1) limit 1`, ids)).length > 0)
      places.push(`${name}.${word}`);
  return places;
}

/** What the statistics of both nouns say of mail. */
async function mailStats() {
  const figures = 'recipients accepted suppressed cancelled delivered';
  const { total, metrics } = await statsOf(owner, 'emailCampaignStats', `total metrics { ${figures} }`);
  const { mail } = await statsOf(owner, 'campaignStats', `mail { ${figures} }`);
  return { total, metrics, mail };
}
const nothing = { recipients: 0, accepted: 0, suppressed: 0, cancelled: 0, delivered: 0 };

/** An email campaign of which nothing left: its ledger holds whom it was for. */
async function cancelledBefore() {
  const campaignId = await addCampaign(owner);
  const { id: segmentId } = await addSegment(owner, {});
  const { id, leads } = await startSending(owner, 3, {
    ...{ campaignId, excludeSegmentIds: [segmentId], tracking: { opens: true, clicks: true } },
    html: '<p>Dear {{ person.salutation }}, <a href="https://practice.example/news">we are open</a>.</p>',
  });
  // as the sender does before it claims any
  await sql(
    `insert into deliveries (id, practice_id, email_campaign_id, created_at, updated_at, person_type, person_id,
       address_index, state)
     select gen_random_uuid(), $1, $2, now(), now(), 'LEAD', p.id, p.id::text, 'PENDING' from unnest($3::uuid[]) p (id)`,
    ...[practice.id, id, leads],
  );
  await sql('update email_campaigns set frozen_at = now() where id = $1', id);
  expect((await emailStep(owner, 'cancel', id)).userErrors).toEqual([]);
  await addTask(owner, { title: 'Look at it', relatedTo: { type: 'EMAIL_CAMPAIGN', id } });
  const deliveries = await deliveriesOf(owner, id);
  expect(deliveries).toHaveLength(3);
  return { id, leads, deliveries: deliveries.map(delivery => delivery.id) };
}

/** What may hang on an email campaign besides: links, what came back, and an opt-out by one of its links. */
async function hangOn(id: string, delivery: string): Promise<void> {
  const link = `insert into tracked_links (id, practice_id, email_campaign_id, created_at, position, url)
    values (gen_random_uuid(), $1, $2, now(), 99, 'https://a.example/')`;
  await sql(link, practice.id, id);
  await sql(
    `insert into mail_events (id, practice_id, received_at, at, origin, kind, event_key, delivery_id, email_campaign_id,
       applied_at) values (gen_random_uuid(), $1, now(), now(), 'POSTMARK', 'OTHER', $4, $3, $2, now())`,
    ...[practice.id, id, delivery, `key ${id}`],
  );
}

describe('an email campaign of which nothing left', () => {
  test('goes with all that hangs on it, and the figures with it', async () => {
    const { id, deliveries } = await cancelledBefore();
    await hangOn(id, deliveries[0]!);
    const token = tokenFor(story, practice, 'one.of.them@example.test', deliveries[0]!);
    expect((await press(story, token, oneClick)).status).toBe(200);
    await story.services.mailTallies.fold();
    await story.services.counters.fold();
    const cancelled = { ...nothing, recipients: 3, cancelled: 3 };
    expect(await mailStats()).toEqual({ total: 1, metrics: cancelled, mail: cancelled });

    expect((await remove(id)).status).toBe(204);
    expect(await mailStats()).toEqual({ total: 0, metrics: nothing, mail: nothing });
    expect(await purge()).toBe(0);
    await longAgo(id);
    expect(await purge()).toBe(1);
    expect(await mailStats()).toEqual({ total: 0, metrics: nothing, mail: nothing });
    expect(await placesOf(id, ...deliveries)).toEqual([]);
    await story.services.counters.fold();
    expect(await mailStats()).toEqual({ total: 0, metrics: nothing, mail: nothing });
  });

  test('leaves the opt-outs that came by its links, and the links work on', async () => {
    const { id, deliveries } = await cancelledBefore();
    const [before, after] = deliveries.map((delivery, at) => tokenFor(story, practice, `p${at}@example.org`, delivery));
    expect((await press(story, before!, oneClick)).status).toBe(200);
    await remove(id);
    await longAgo(id);
    expect(await purge()).toBe(1);
    expect((await press(story, after!, oneClick)).status).toBe(200);
    expect((await press(story, before!, oneClick)).status).toBe(200);
    const kept = await suppressionsOf(story, practice);
    expect(kept.map(({ reason, is_live, email_campaign_id }) => [reason, is_live, email_campaign_id])).toEqual([
      ['UNSUBSCRIBED', true, null],
      ['UNSUBSCRIBED', true, null],
    ]);
  });

  test('stays while a legal hold is on it or on a task about it', async () => {
    const { id } = await cancelledBefore();
    await remove(id);
    await longAgo(id);
    for (const table of ['email_campaigns', 'tasks']) {
      const key = table === 'tasks' ? 'related_id' : 'id';
      await sql(`update ${table} set is_on_legal_hold = true where ${key} = $1`, id);
      expect([table, await purge(), await deliveriesLeft(id)]).toEqual([table, 0, 3]);
      await sql(`update ${table} set is_on_legal_hold = false where ${key} = $1`, id);
    }
    expect([await purge(), await deliveriesLeft(id)]).toEqual([1, 0]);
  });
});

const deliveriesLeft = async (id: string) =>
  (await sql('select 1 from deliveries where email_campaign_id = $1', id)).length;

describe('an email campaign of which mail left', () => {
  test('is not deleted, nor purged when it was before that was known', async () => {
    const { id } = await startSending(owner, 2, { campaignId: await addCampaign(owner) });
    await story.services.mailSender.runOnce();
    await emailStep(owner, 'cancel', id);
    const refused = await remove(id);
    expect([refused.status, refused.body.error.code]).toEqual([409, 'EMAIL_CAMPAIGN_SENT']);
    const before = await figuresOf(story, id);
    expect(before).toMatchObject({ accepted: 2, ...before.ledger });
    await longAgo(id);
    expect([await purge(), await isLeft(id), await deliveriesLeft(id)]).toEqual([0, true, 2]);
    expect(await figuresOf(story, id)).toEqual(before);
  });
});

describe('a template', () => {
  const purgeTemplates = () => purgeDeletedTemplates(story.services.ground, [leaveTemplates]);

  test('goes with its versions, and leaves what was sent from it as it was sent', async () => {
    await readyToMail(owner);
    const { id } = await addTemplate(owner, { html: '<p>From the template</p>' });
    await owner.rest('POST', `/email-templates/${id}/publish`);
    const versions = await sql('select id from email_template_versions where template_id = $1', id);
    expect(versions).toHaveLength(1);
    const { purpose, subject, fromName, fromEmail } = sendable;
    const recipients = [{ type: 'LEAD', id: await addLead(owner, { email: 'got.it@example.test' }) }];
    const own = { name: 'From it', templateId: id, purpose, subject, fromName, fromEmail };
    const sent = await addEmailCampaign(owner, { ...own, recipients });
    const draft = await addEmailCampaign(owner, own);
    expect((await emailStep(owner, 'send', sent)).userErrors).toEqual([]);
    expect((await owner.rest('DELETE', `/email-templates/${id}`)).status).toBe(409);
    await story.services.mailSender.runOnce();
    expect(sandbox.messages()[0]!.message!.HtmlBody).toContain('From the template');
    expect(await figuresOf(story, sent)).toMatchObject({ status: 'SENT', accepted: 1 });
    const [frozen] = await sql('select frozen_content from email_campaigns where id = $1', sent);
    const figures = await mailStats();

    expect((await owner.rest('DELETE', `/email-templates/${id}`)).status).toBe(204);
    await longAgo(id, 'email_templates');
    expect([await purgeTemplates(), await isLeft(id, 'email_templates')]).toEqual([1, false]);
    expect(await placesOf(id, ...versions.map(version => version.id))).toEqual([]);
    expect((await sql('select frozen_content from email_campaigns where id = $1', sent))[0]).toEqual(frozen);
    expect(await mailStats()).toEqual(figures);
    const { data } = await owner.graphql(
      'query ($id: ID!) { emailCampaign(id: $id) { templateId readiness { isReady } } }',
      {
        id: draft,
      },
    );
    expect(data.emailCampaign).toEqual({ templateId: null, readiness: { isReady: false } });
  });
});
