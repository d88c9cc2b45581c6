import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { writePerson } from '../../src/cli/export-person.js';
import { addCampaign } from '../support/campaigns.js';
import { addContact } from '../support/contacts.js';
import { addEmailCampaign } from '../support/email-campaigns.js';
import { addLead } from '../support/leads.js';
import { addReferral } from '../support/referrals.js';
import { addSegment, leaf } from '../support/segments.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';
import { addSubtask, addTask } from '../support/tasks.js';

const story = useStory();
let practice: PracticeInStory;
let owner: Person;

beforeEach(async () => {
  ({ practice, owner } = await story.practice());
});

type PersonType = 'LEAD' | 'CONTACT';
const exported = (type: PersonType, id: string) =>
  story.services.personExport.exportPerson(story.systemContext(practice), id, type);

const rest = async (method: 'POST' | 'PUT' | 'DELETE', path: string, body: unknown) => {
  const answer = await owner.rest(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body?.data;
};

/** All that can be held about somebody, each text with this word in it. */
async function surround(type: PersonType, id: string, word: string): Promise<void> {
  const path = `/${type.toLowerCase()}s/${id}/interactions`;
  await rest('POST', path, { kind: 'CALL', direction: 'INBOUND', summary: `Said ${word}` });
  const relatedTo = { type, id };
  const due = { dueAt: '2030-01-01T09:00:00Z', reminders: [{ minutesBefore: 10 }] };
  const task = await addTask(owner, { title: `Do ${word}`, relatedTo, ...due });
  await addSubtask(owner, task, { title: `Step ${word}` });
  const person = { type, id };
  await rest('POST', '/consents', { person, channel: 'EMAIL', purpose: 'MARKETING', wording: `Agree ${word}` });
  const list = await addSegment(owner, { name: `List ${word}`, appliesTo: type });
  await rest('POST', `/segments/${list.id}/members`, { members: [person] });
  const campaign = await addCampaign(owner, { name: `Reach ${word}` });
  const steps = [{ trigger: { kind: 'CAMPAIGN_STARTED' }, action: { kind: 'ADD_TAG', tag: `tag ${word}` } }];
  await rest('PUT', `/campaigns/${campaign}/automation`, { steps });
  await rest('PUT', `/campaigns/${campaign}/recipients`, { recipients: [person] });
  await rest('PUT', `/campaigns/${campaign}/activate`, {});
  await story.services.automationRunner.run();
}

/** A message as it was sent and what came back, and an opt-out, as the ledger has them. */
async function mailTo(type: PersonType, id: string, word: string, email: string): Promise<void> {
  const path = `/${type.toLowerCase()}s/${id}`;
  await rest('PUT', path, { email });
  await rest('POST', '/suppressions', { email });
  const recipients = [{ type, id }];
  const campaign = await addEmailCampaign(owner, { name: `News ${word}`, recipients });
  await story.database.query(
    `with sent as (
       insert into deliveries (id, practice_id, email_campaign_id, created_at, updated_at, person_type, person_id,
         address_index, state, attempts, accepted_at, opens)
       values (gen_random_uuid(), $1, $2, now(), now(), $3, $4, $5, 'ACCEPTED', 1, now(), 1) returning id),
     link as (
       insert into tracked_links (id, practice_id, email_campaign_id, created_at, position, url)
       values (gen_random_uuid(), $1, $2, now(), 0, 'https://practice.example/' || $5) returning id)
     insert into mail_events (id, practice_id, received_at, at, origin, kind, event_key, delivery_id, email_campaign_id,
       link_id, judgement, applied_at)
     select gen_random_uuid(), $1, now(), now(), 'LINK', 'CLICK', sent.id::text, sent.id, $2, link.id, 'HUMAN', now()
     from sent, link`,
    [practice.id, campaign, type, id, word],
  );
}

const mailOf = (word: string, email: string) => ({
  emailCampaignRecipients: [{ emailCampaignName: `News ${word}` }],
  deliveries: [{ emailCampaignName: `News ${word}`, state: 'ACCEPTED', opens: 1, acceptedAt: expect.any(String) }],
  mailEvents: [{ emailCampaignName: `News ${word}`, kind: 'CLICK', linkUrl: `https://practice.example/${word}` }],
  suppressions: [{ address: email, reason: 'ADDED_BY_STAFF' }],
});

const ofAnyone = (word: string) => ({
  interactions: [{ summary: `Said ${word}` }],
  tasks: [{ title: `Do ${word}` }],
  subtasks: [{ title: `Step ${word}` }],
  reminders: [{ minutesBefore: 10 }],
  consents: [{ wording: `Agree ${word}`, isGiven: true }],
  segmentMembers: [{ segmentName: `List ${word}` }],
  campaignRecipients: [{ campaignName: `Reach ${word}`, origin: 'HAND' }],
  campaignSteps: [{ campaignName: `Reach ${word}`, state: 'DONE' }],
});

describe('the export of a person', () => {
  test('has all that is held about a lead, with those it took in, and nothing of another', async () => {
    const contact = await addContact(owner);
    const [id, twin, parted, other] = [
      await addLead(owner, { firstName: 'Hers', presentingConcern: 'Sleep' }),
      await addLead(owner, { firstName: 'Twin' }),
      await addLead(owner, { firstName: 'Parted', presentingConcern: 'Others' }),
      await addLead(owner, { firstName: 'Foreign' }),
    ];
    await rest('POST', '/consents', {
      ...{ person: { type: 'LEAD', id: twin }, channel: 'TEXT', purpose: 'MARKETING', wording: 'Agree as twin' },
    });
    await rest('POST', '/leads/merge', { primaryId: id, duplicateIds: [twin] });
    const { mergeId } = await rest('POST', '/leads/merge', { primaryId: id, duplicateIds: [parted] });
    await rest('POST', `/leads/merges/${mergeId}/undo`, {});
    await surround('LEAD', id, 'hers');
    await surround('LEAD', other, 'foreign');
    await addReferral(owner, { contactId: contact, leadId: id, note: 'Sent hers' });
    await addReferral(owner, { contactId: contact, leadId: other, note: 'Sent foreign' });
    await addSegment(owner, { name: 'Sleepers', rule: leaf('presentingConcern', 'CONTAINS', 'sleep') });
    await addSegment(owner, { name: 'Wakers', rule: leaf('presentingConcern', 'CONTAINS', 'foreign') });
    await rest('PUT', `/leads/${id}`, { status: 'CONTACTED' });
    await rest('POST', `/leads/${id}/convert`, { force: true });

    const held = await exported('LEAD', id);
    const { consents: _, ...parts } = ofAnyone('hers');
    expect(held).toMatchObject({
      ...parts,
      lead: [{ id, firstName: 'Hers', status: 'CONVERTED' }],
      mergedLeads: [{ id: twin, firstName: 'Twin' }],
      referrals: [{ contactId: contact, details: { note: 'Sent hers' } }],
      segmentsByRule: [{ segmentName: 'Sleepers' }],
      conversion: [{ state: 'COMPLETED' }],
      clients: [{ leadId: id }],
    });
    expect(held.consents!.map(row => row.wording).sort()).toEqual(['Agree as twin', 'Agree hers']);
    expect(held.statusChanges!.map(row => row.toStatus)).toEqual(expect.arrayContaining(['CONTACTED', 'CONVERTED']));
    expect(held.merges).toHaveLength(2);
    expect(held.conversionSteps!.map(row => row.name)).toContain('CLIENT_RECORD');
    expect(held.disclosures!.map(row => row.operation)).toEqual(expect.arrayContaining(['createLead', 'convertLead']));
    const text = JSON.stringify(held);
    for (const word of ['foreign', 'Foreign', 'Parted', 'Others', 'Wakers', other]) expect(text).not.toContain(word);
    expect(text).not.toMatch(/enc:|sealed/i);
  });

  test('has all that is held about a contact, and nothing of whom it sent', async () => {
    const [id, other] = [await addContact(owner, { firstName: 'Hers' }), await addContact(owner)];
    const lead = await addLead(owner, { firstName: 'Sent', referredById: id });
    await surround('CONTACT', id, 'hers');
    await surround('CONTACT', other, 'foreign');
    await surround('LEAD', lead, 'relayed');
    await addReferral(owner, { contactId: id, leadId: lead, note: 'Sent to sleep' });
    await addSegment(owner, { name: 'Named so', appliesTo: 'CONTACT', rule: leaf('firstName', 'IS', 'hers') });
    const held = await exported('CONTACT', id);
    expect(held).toMatchObject({
      ...ofAnyone('hers'),
      contact: [{ id, firstName: 'Hers' }],
      mergedContacts: [],
      referrals: [{ contactId: id }],
      segmentsByRule: [{ segmentName: 'Named so' }],
    });
    const { disclosures: __, ...records } = held;
    const text = JSON.stringify(records);
    for (const word of ['foreign', 'Sent', 'relayed', other, lead]) expect(text).not.toContain(word);
  });

  test.each(['LEAD', 'CONTACT'] as const)('has what mail has of a %s, and of nobody else', async type => {
    const add = type === 'LEAD' ? addLead : addContact;
    const [id, other] = [await add(owner), await add(owner)];
    const [mine, theirs] = [`hers-${id}@mail.example`, `foreign-${other}@mail.example`];
    await mailTo(type, id, 'hers', mine);
    await mailTo(type, other, 'foreign', theirs);
    const held = await exported(type, id);
    expect(held).toMatchObject(mailOf('hers', mine));
    for (const section of ['emailCampaignRecipients', 'deliveries', 'mailEvents', 'suppressions']) {
      expect([section, held[section]!.length]).toEqual([section, 1]);
    }
    const text = JSON.stringify(held);
    for (const word of ['foreign', other]) expect(text).not.toContain(word);
    expect(text).not.toMatch(/enc:|sealed|addressIndex|eventKey/i);
  });

  test('is written as JSON and as one value a line', async () => {
    const id = await addLead(owner, { firstName: '=1+1', lastName: 'He said "so", twice' });
    await surround('LEAD', id, 'hers');
    await mailTo('LEAD', id, 'hers', 'hers@mail.example');
    const held = await exported('LEAD', id);
    const out = join(await mkdtemp(join(tmpdir(), 'practice-crm-export-')), 'person');
    await writePerson(out, held);
    expect(JSON.parse(await readFile(`${out}.json`, 'utf8'))).toEqual(JSON.parse(JSON.stringify(held)));
    const rows = parse(await readFile(`${out}.csv`, 'utf8'), { columns: true }) as Record<string, string>[];
    const of = (section: string, field: string) =>
      rows.filter(row => row.section === section && row.field === field).map(row => row.value);
    expect(of('lead', 'firstName')).toEqual(["'=1+1"]);
    expect(of('lead', 'lastName')).toEqual(['He said "so", twice']);
    expect(of('subtasks', 'title')).toEqual(['Step hers']);
    expect(of('campaignSteps', 'campaignName')).toEqual(['Reach hers']);
    expect(of('deliveries', 'emailCampaignName')).toEqual(['News hers']);
    expect(of('mailEvents', 'linkUrl')).toEqual(['https://practice.example/hers']);
    expect(of('suppressions', 'address')).toEqual(['hers@mail.example']);
  });
});
