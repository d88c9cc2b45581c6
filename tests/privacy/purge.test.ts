import { beforeEach, describe, expect, test } from '@jest/globals';
import { leaveSegments } from '../../src/modules/campaigns/campaign.dependents.js';
import { purgeDeletedCampaigns } from '../../src/modules/campaigns/campaign.purge.js';
import { leaveOrganizations } from '../../src/modules/contacts/contact.organizations.js';
import { purgeDeletedContacts } from '../../src/modules/contacts/contact.purge.js';
import { leaveCampaigns } from '../../src/modules/email-campaigns/email-campaign.dependents.js';
import { purgeDeletedLeads } from '../../src/modules/leads/lead.purge.js';
import { purgeDeletedOrganizations } from '../../src/modules/organizations/organization.purge.js';
import { purgeDeletedReferrals } from '../../src/modules/referrals/referral.purge.js';
import { purgeDeletedSegments } from '../../src/modules/segments/segment.purge.js';
import { purgeDeletedTasks } from '../../src/modules/tasks/task.purge.js';
import { aboveContacts, aboveLeads } from '../../src/server/dependents.js';
import { addCampaign } from '../support/campaigns.js';
import { addContact, addOrganization } from '../support/contacts.js';
import { addEmailCampaign } from '../support/email-campaigns.js';
import { addLead } from '../support/leads.js';
import { addReferral } from '../support/referrals.js';
import { addSegment } from '../support/segments.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';
import { addSubtask, addTask } from '../support/tasks.js';

/** What goes for good is named nowhere any more: every column of ids of every table is looked at. */
const story = useStory();
let practice: PracticeInStory;
let owner: Person;
let other: Person;

beforeEach(async () => {
  ({ practice, owner } = await story.practice());
  other = await story.intake(practice);
});

/** They tell what was done to a row, forget in a time of their own, and hold nothing of it but its id. */
const ledgers = /^(audit_\w+|consent_records|outbox|webhook_deliveries|idempotency_keys)$/;

/** `table.column` of each place that names one of the ids. */
async function placesOf(...ids: string[]): Promise<string[]> {
  const columns = await story.database.query<{ table: string; column: string; type: string }>(
    `select c.table_name as table, c.column_name as column, c.udt_name as type from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where table_schema = 'public' and t.table_type = 'BASE TABLE' and c.udt_name in ('uuid', '_uuid', 'jsonb')`,
  );
  const places: string[] = [];
  for (const { table, column, type } of columns.filter(one => !ledgers.test(one.table))) {
    const condition = {
      uuid: `"${column}" = any($1::uuid[])`,
      _uuid: `"${column}" && $1::uuid[]`,
      jsonb: `exists (select from unnest($1::uuid[]) i where position(i::text in "${column}"::text) > 0)`,
    }[type];
    const [found] = await story.database.query(`select 1 from "${table}" where ${condition} limit 1`, [ids]);
    if (found) places.push(`${table}.${column}`);
  }
  return places.sort();
}

const rest = async (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) => {
  const answer = await owner.rest(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body?.data;
};

/** Deletes rows, and lets the days pass in which they could be restored. */
async function forget(noun: string, ...ids: string[]): Promise<void> {
  for (const id of ids) await rest('DELETE', `/${noun}/${id}`);
  await longAgo(noun, ...ids);
}
const longAgo = (noun: string, ...ids: string[]) =>
  story.database.query(`update ${noun} set deleted_at = deleted_at - interval '31 days' where id = any($1)`, [ids]);

const hold = (table: string, id: string, isHeld = true) =>
  story.database.query(`update ${table} set is_on_legal_hold = $2 where id = $1`, [id, isHeld]);

async function tasksAbout(id: string): Promise<string[]> {
  const rows = await story.database.query('select id from tasks where related_id = $1', [id]);
  return rows.map(row => row.id);
}

/** Something of every kind about a person: what was said, what is to be done, where they stand, who sent them. */
async function surround(type: 'LEAD' | 'CONTACT', id: string): Promise<void> {
  const path = `/${type.toLowerCase()}s/${id}/interactions`;
  const said = { kind: 'CALL', direction: 'INBOUND', summary: 'Rang', followUp: { title: 'Ring back' } };
  await rest('POST', path, said);
  const task = await addTask(owner, {
    ...{ relatedTo: { type, id }, assignedToId: other.id, dueAt: '2030-01-01T09:00:00Z' },
    reminders: [{ minutesBefore: 10 }],
  });
  await addSubtask(owner, task);
  const list = await addSegment(owner, { appliesTo: type });
  await rest('POST', `/segments/${list.id}/members`, { members: [{ type, id }] });
  const [reached, left] = [await addCampaign(owner), await addCampaign(owner, { name: 'Other' })];
  const action = { kind: 'CREATE_TASK', task: { title: 'Write to them' } };
  await rest('PUT', `/campaigns/${reached}/automation`, { steps: [{ trigger: { kind: 'CAMPAIGN_STARTED' }, action }] });
  for (const campaign of [reached, left]) {
    await rest('PUT', `/campaigns/${campaign}/recipients`, { recipients: [{ type, id }] });
  }
  await rest('DELETE', `/campaigns/${left}/recipients/${type}/${id}`);
  await rest('PUT', `/campaigns/${reached}/activate`, {});
  await story.services.automationRunner.run();
  const mailed = await addEmailCampaign(owner, { recipients: [{ type, id }] });
  await story.database.query(
    `insert into deliveries (id, practice_id, email_campaign_id, created_at, updated_at, person_type, person_id, state)
     values (gen_random_uuid(), $1, $2, now(), now(), $3, $4, 'ACCEPTED')`,
    [practice.id, mailed, type, id],
  );
  await story.database.query(
    `insert into mail_engagements (practice_id, person_type, person_id, kind, at) values ($1, $2, $3, 'OPENED', now())`,
    [practice.id, type, id],
  );
}

/** The same words in a file, so that the import tells of who is there; a merge, taken back, and one that stands. */
async function entangle(noun: 'leads' | 'contacts', id: string, email: string): Promise<string[]> {
  const csv = `firstName,lastName,email\nKim,Lee,${email}\n`;
  const imported = await owner.rest('POST', `/${noun}/import?onDuplicate=REJECT`, csv, { 'content-type': 'text/csv' });
  expect(imported.body.data.failed).toBe(1);
  const add = noun === 'leads' ? addLead : addContact;
  const [parted, merged] = [await add(owner), await add(owner)];
  const { mergeId } = await rest('POST', `/${noun}/merge`, { primaryId: id, duplicateIds: [parted] });
  await rest('POST', `/${noun}/merges/${mergeId}/undo`, {});
  await rest('POST', `/${noun}/merge`, { primaryId: id, duplicateIds: [merged] });
  return [parted, merged];
}

const purgeLeads = () => purgeDeletedLeads(story.services.ground, aboveLeads);
const purgeContacts = () => purgeDeletedContacts(story.services.ground, aboveContacts);
const purgeOrganizations = () => purgeDeletedOrganizations(story.services.ground, [leaveOrganizations]);
const purgeSegments = () => purgeDeletedSegments(story.services.ground, leaveSegments);
const purgeCampaigns = () => purgeDeletedCampaigns(story.services.ground, [leaveCampaigns]);
const purgeTasks = () => purgeDeletedTasks(story.services.ground);

/** Statistics fold what has changed now and then. */
const fold = () => story.services.counters.fold();

const past = '2026-01-05T09:00:00Z';

describe('purged', () => {
  test('a lead, with those it took in', async () => {
    const contact = await addContact(owner);
    const id = await addLead(owner, { email: 'kim@example.org', nextFollowUpAt: past, referredById: contact });
    await story.services.leadRaisedTasks.raiseDue();
    await surround('LEAD', id);
    const referral = await addReferral(owner, { contactId: contact, leadId: id, acknowledgementDueAt: past });
    await story.services.referralRaisedTasks.raiseDue();
    const [parted, merged] = (await entangle('leads', id, 'kim@example.org')) as [string, string];
    const clinician = await story.clinician(practice);
    const open = 'mutation ($id: ID!) { openLead(id: $id, reason: "She is at the door") { userErrors { code } } }';
    expect((await clinician.graphql(open, { id })).errors).toBeUndefined();
    const tasks = await tasksAbout(id);
    expect(tasks.length).toBeGreaterThan(3);
    const before = await placesOf(id, ...tasks);
    expect(before).toEqual(
      expect.arrayContaining([
        'break_glass_grants.lead_id',
        'campaign_exclusions.person_id',
        'campaign_recipients.person_id',
        'campaign_step_runs.person_id',
        'campaign_step_runs.task_id',
        'deliveries.person_id',
        'email_campaign_recipients.person_id',
        'interactions.follow_up_task_id',
        'interactions.subject_id',
        'lead_import_issues.lead_id',
        'lead_merges.primary_id',
        'lead_status_changes.lead_id',
        'mail_engagements.person_id',
        'raised_tasks.cause_id',
        'referrals.lead_id',
        'segment_members.person_id',
        'staff_notifications.object_id',
        'subtasks.task_id',
        'task_reminders.task_id',
        'tasks.related_id',
      ]),
    );
    await forget('leads', id, parted);
    await longAgo('leads', merged);
    for (let night = 0; night < 2; night++) await purgeLeads();
    await fold();
    expect(await placesOf(id, parted, merged, referral, ...tasks)).toEqual([]);
    expect(await placesOf(contact)).toContain('contacts.id');
  });

  test('a lead that was taken in, and leaves the one that took it', async () => {
    const [id, merged] = [await addLead(owner), await addLead(owner)];
    await rest('POST', '/leads/merge', { primaryId: id, duplicateIds: [merged] });
    await longAgo('leads', merged);
    await purgeLeads();
    await fold();
    expect(await placesOf(merged)).toEqual([]);
    expect(await placesOf(id)).toEqual(['lead_status_changes.lead_id', 'leads.id']);
  });

  test('a contact, with the referrals to and from it', async () => {
    const organization = await addOrganization(owner);
    const id = await addContact(owner, { email: 'rosa@example.org', organizationId: organization });
    const lead = await addLead(owner, { referredById: id });
    await surround('CONTACT', id);
    const referral = await addReferral(owner, { contactId: id, leadId: lead, acknowledgementDueAt: past });
    await story.services.referralRaisedTasks.raiseDue();
    const [parted, merged] = (await entangle('contacts', id, 'rosa@example.org')) as [string, string];
    const tasks = await tasksAbout(id);
    expect(await placesOf(id, referral, ...tasks)).toEqual(
      expect.arrayContaining([
        'campaign_exclusions.person_id',
        'campaign_recipients.person_id',
        'campaign_step_runs.person_id',
        'contact_import_issues.contact_id',
        'deliveries.person_id',
        'email_campaign_recipients.person_id',
        'contact_merges.primary_id',
        'leads.referred_by_id',
        'mail_engagements.person_id',
        'raised_tasks.cause_id',
        'referrals.contact_id',
        'segment_members.person_id',
        'staff_notifications.object_id',
      ]),
    );
    await forget('contacts', id, parted);
    await longAgo('contacts', merged);
    for (let night = 0; night < 2; night++) await purgeContacts();
    await fold();
    expect(await placesOf(id, parted, merged, referral, ...tasks)).toEqual([]);
    await forget('organizations', organization);
    await purgeOrganizations();
    expect(await placesOf(organization)).toEqual([]);
    expect(await placesOf(lead)).toEqual(['leads.id']);
  });

  test('a task, leaving what was said and what a campaign did', async () => {
    const lead = await addLead(owner);
    await surround('LEAD', lead);
    const tasks = await tasksAbout(lead);
    await forget('tasks', ...tasks);
    await purgeTasks();
    await fold();
    expect(await placesOf(...tasks)).toEqual([]);
    expect(await placesOf(lead)).toEqual(expect.arrayContaining(['campaign_step_runs.person_id', 'leads.id']));
  });

  test('a segment that a campaign which is over reached people by, and then the campaign', async () => {
    const lead = await addLead(owner);
    const { id } = await addSegment(owner);
    await rest('POST', `/segments/${id}/members`, { members: [{ type: 'LEAD', id: lead }] });
    const campaign = await addCampaign(owner, { segmentIds: [id] });
    await rest('PUT', `/leads/${lead}`, { campaignId: campaign });
    const action = { kind: 'ADD_TAG', tag: 'reached' };
    const steps = [
      { trigger: { kind: 'CAMPAIGN_STARTED' }, action },
      { trigger: { kind: 'AFTER_STEP', afterStep: 1 }, action },
    ];
    await rest('PUT', `/campaigns/${campaign}/automation`, { steps });
    await addTask(owner, { relatedTo: { type: 'CAMPAIGN', id: campaign }, assignedToId: other.id });
    await rest('PUT', `/campaigns/${campaign}/activate`, {});
    await story.services.automationRunner.run();
    await rest('PUT', `/campaigns/${campaign}/complete`, {});
    expect(await placesOf(id)).toEqual(expect.arrayContaining(['campaign_recipients.segment_id']));
    await forget('segments', id);
    await purgeSegments();
    expect(await placesOf(id)).toEqual([]);
    expect(await placesOf(lead)).toContain('campaign_recipients.person_id');
    await forget('campaigns', campaign);
    await purgeCampaigns();
    await fold();
    expect(await placesOf(campaign)).toEqual([]);
    expect(await placesOf(lead)).toEqual(['leads.id']);
  });

  test('a referral, leaving the task that it raised', async () => {
    const contact = await addContact(owner);
    const id = await addReferral(owner, { contactId: contact, acknowledgementDueAt: past });
    await story.services.referralRaisedTasks.raiseDue();
    await forget('referrals', id);
    await purgeDeletedReferrals(story.services.ground);
    await fold();
    expect(await placesOf(id)).toEqual([]);
    expect(await tasksAbout(contact)).toHaveLength(1);
  });
});

describe('a legal hold', () => {
  test.each([
    ['leads', 'referrals'],
    ['contacts', 'referrals'],
    ['leads', 'tasks'],
    ['contacts', 'tasks'],
    ['organizations', 'tasks'],
    ['campaigns', 'tasks'],
  ] as const)('keeps one of the %s as long as it is on one of its %s', async (noun, held) => {
    const add = { leads: addLead, contacts: addContact, organizations: addOrganization, campaigns: addCampaign }[noun];
    const [id, freed] = [await add(owner, {}), await add(owner, {})];
    const attach = async (to: string) => {
      if (held === 'tasks') {
        return addTask(owner, { relatedTo: { type: noun.slice(0, -1).toUpperCase(), id: to } });
      }
      const [contactId, leadId] = noun === 'leads' ? [await addContact(owner), to] : [to, await addLead(owner)];
      return addReferral(owner, { contactId, leadId });
    };
    const [kept, gone] = [await attach(id), await attach(freed)];
    if (noun === 'contacts') await story.database.query('update leads set referred_by_id = null');
    await hold(held, kept);
    await forget(noun, id, freed);
    const purge = {
      leads: purgeLeads,
      contacts: purgeContacts,
      organizations: purgeOrganizations,
      campaigns: purgeCampaigns,
    }[noun];
    await purge();
    expect(await placesOf(id)).toContain(`${noun}.id`);
    expect(await placesOf(kept)).toContain(`${held}.id`);
    expect(await placesOf(freed, gone)).not.toContain(`${noun}.id`);
    await hold(held, kept, false);
    await purge();
    expect(await placesOf(id)).not.toContain(`${noun}.id`);
  });

  test('a lead whom the client management has a record of stays, and keeps none of the others', async () => {
    const [id, freed] = [await addLead(owner), await addLead(owner)];
    await forget('leads', id, freed);
    await story.database.query(
      `insert into clients (id, practice_id, created_at, updated_at, display_name, external_id, lead_id, since)
       values (gen_random_uuid(), $1, now(), now(), 'Kim Lee', 'K-1', $2, now())`,
      [practice.id, id],
    );
    expect(await purgeLeads()).toBe(1);
    expect(await placesOf(freed)).toEqual([]);
    expect(await placesOf(id)).toContain('leads.id');
  });
});
