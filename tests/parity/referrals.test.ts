import { describe, expect, test } from '@jest/globals';
import { addContact } from '../support/contacts.js';
import { addLead, randomId } from '../support/leads.js';
import { type Person, useStory } from '../support/story.js';

const story = useStory();

/** What one door did: the codes it answered and everything it left in the practice, without ids, times and ciphertexts. */
async function left(person: Person, answered: string[]) {
  const read = (text: string) => story.database.query(text, [person.practice.id]);
  return {
    answered,
    referrals: await read(
      `select direction, status, received_at, lead_id is not null as lead, sealed_details is not null as said, version,
         acknowledged_at is not null as acknowledged, outcome_shared_at is not null as shared,
         deleted_at is not null as deleted
       from referrals where practice_id = $1 order by created_at, id`,
    ),
    leads: await read(
      'select source, version, referred_by_id is not null as referred from leads where practice_id = $1',
    ),
    consents: await read(
      `select person_type, channel, purpose, is_given, method, wording_version, actor_id is not null as actor
       from consent_records where practice_id = $1 order by at, id`,
    ),
    events: await read('select type from outbox where practice_id = $1 order by sequence'),
    audit: await read(
      `select operation, action, object_type, outcome, code, cardinality(object_ids) as objects from audit_log
       where practice_id = $1 and channel in ('graphql', 'rest') and operation <> 'signIn' order by seq`,
    ),
  };
}

interface Step {
  operation: string;
  id?: string;
  input?: Record<string, unknown>;
  version?: number;
}
type Door = (person: Person, step: Step) => Promise<{ code: string; id?: string }>;

const shown = 'referral { id contact { id fullName } acknowledgedBy { id } }';
const row = (name: string, type?: string, result = shown) =>
  `mutation ($id: ID!, $version: Int${type ? `, $input: ${type}` : ''}) {
    done: ${name}(id: $id, expectedVersion: $version${type ? ', input: $input' : ''}) { ${result} userErrors { code } } }`;
const said = (name: string, type: string) =>
  `mutation ($input: ${type}!) { done: ${name}(input: $input) { consent { id } userErrors { code } } }`;
const documents: Record<string, string> = {
  recordReferral: `mutation ($input: RecordReferralInput!) { done: recordReferral(input: $input) { ${shown} userErrors { code } } }`,
  updateReferral: row('updateReferral', 'UpdateReferralInput!'),
  acknowledgeReferral: row('acknowledgeReferral'),
  shareReferralOutcome: row('shareReferralOutcome', 'ShareReferralOutcomeInput'),
  deleteReferral: row('deleteReferral', undefined, 'deletedReferralId'),
  restoreReferral: `mutation ($id: ID!) { done: restoreReferral(id: $id) { ${shown} userErrors { code } } }`,
  recordConsent: said('recordConsent', 'RecordConsentInput'),
  withdrawConsent: said('withdrawConsent', 'WithdrawConsentInput'),
};
const addresses: Record<string, (id?: string) => [string, string]> = {
  recordReferral: () => ['POST', '/referrals'],
  updateReferral: id => ['PUT', `/referrals/${id}`],
  acknowledgeReferral: id => ['POST', `/referrals/${id}/acknowledge`],
  shareReferralOutcome: id => ['POST', `/referrals/${id}/share-outcome`],
  deleteReferral: id => ['DELETE', `/referrals/${id}`],
  restoreReferral: id => ['POST', `/referrals/${id}/restore`],
  recordConsent: () => ['POST', '/consents'],
  withdrawConsent: () => ['POST', '/consents/withdraw'],
};

const doors: Record<'graphql' | 'rest', Door> = {
  graphql: async (person, { operation, ...variables }) => {
    const { data, errors } = await person.graphql(documents[operation]!, variables);
    const done = data?.done;
    return { code: errors?.[0]?.extensions.code ?? done.userErrors[0]?.code ?? 'OK', id: done?.referral?.id };
  },
  rest: async (person, { operation, id, input, version }) => {
    const headers: Record<string, string> = version === undefined ? {} : { 'if-match': `"${version}"` };
    const { body } = await person.rest(...addresses[operation]!(id), input, headers);
    const { error } = body ?? {};
    return { code: error ? (error.details?.[0]?.code ?? error.code) : 'OK', id: body?.data?.id };
  },
};

async function told(door: Door) {
  const { owner, practice } = await story.practice();
  const [contactId, leadId] = [await addContact(owner), await addLead(owner)];
  const person = { type: 'LEAD', id: leadId };
  const codes: string[] = [];
  const step = async (one: Step, by = owner) => {
    const { code, id } = await door(by, one);
    codes.push(code);
    return id;
  };
  const input = { direction: 'INBOUND', contactId, leadId, receivedAt: '2026-03-02T10:00:00Z', note: 'Sleeps badly' };
  const id = await step({ operation: 'recordReferral', input });
  await step({ operation: 'recordReferral', input: { ...input, contactId: randomId } });
  await step({ operation: 'recordReferral', input }, await story.auditor(practice));
  await step({ operation: 'updateReferral', id, input: { note: 'Sleeps well' }, version: 1 });
  await step({ operation: 'updateReferral', id, input: { note: 'Late' }, version: 1 });
  await step({ operation: 'updateReferral', id, input: { status: 'CLOSED' } });
  await step({ operation: 'acknowledgeReferral', id });
  await step({ operation: 'acknowledgeReferral', id });
  await step({ operation: 'acknowledgeReferral', id: randomId });
  await step({ operation: 'shareReferralOutcome', id, input: { outcome: 'Came' } });
  const agreed = { person, channel: 'PHONE', purpose: 'OUTCOME_SHARING' };
  await step({ operation: 'recordConsent', input: agreed });
  await step({ operation: 'shareReferralOutcome', id, input: { outcome: 'Came' } });
  await step({ operation: 'withdrawConsent', input: agreed });
  await step({ operation: 'withdrawConsent', input: { ...agreed, person: { ...person, id: randomId } } });
  await step({ operation: 'deleteReferral', id });
  await step({ operation: 'restoreReferral', id });
  return left(owner, codes);
}

describe('both doors', () => {
  test('leave the same referrals, consents, events and audit', async () => {
    const [graphql, rest] = [await told(doors.graphql), await told(doors.rest)];
    expect(graphql.answered).toEqual([
      ...['OK', 'NOT_FOUND', 'FORBIDDEN', 'OK', 'STALE_VERSION', 'INVALID_TRANSITION', 'OK', 'OK', 'NOT_FOUND'],
      ...['CONSENT_REQUIRED', 'OK', 'OK', 'OK', 'NOT_FOUND', 'OK', 'OK'],
    ]);
    expect(rest).toEqual(graphql);
  });
});
