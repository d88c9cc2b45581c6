import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TOTP, URI } from 'otpauth';
import { startApp } from '../support/app.js';
import { Caller } from '../support/caller.js';
import { catalogOf, directoryOf, filesOf, found, type Held, tablesOf } from '../support/dump.js';
import { addLead, randomId } from '../support/leads.js';
import { ModulesServer } from '../support/modules-server.js';
import { csvOf, mark, plainMark, planted, plantedPerson, remember, secrets } from '../support/planted.js';
import { Receiver } from '../support/receiver.js';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';

/** Values planted in every protected field, through every door, are looked for wherever anything is kept. */
const modules = await new ModulesServer().open();
const story = useStory({
  settings: {
    ...modules.settings,
    WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true',
    LOG_LEVEL: 'trace',
    INTEGRATION_TIMEOUT_MS: '300',
    CONVERSION_RETRY_SECONDS: '1',
  },
});
afterAll(() => modules.close());

let practice: PracticeInStory;
let owner: Person;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
});

/** What was written down outside the database, where names count as well. */
async function written(): Promise<Held> {
  const { text } = await story.stranger().rest('GET', '/metrics');
  const files = await directoryOf(story.services.ground.config.dataDir);
  return new Map([['log', story.app.logs.join('')], ['metrics', text], ...files]);
}

/** A refusal names every word that a field takes, which says nothing of the one that was given. */
const withoutChoices = (held: Held): Held =>
  new Map([...held].map(([place, text]) => [place, text.replaceAll(/Must be one of [A-Z_, ]+\./g, '')]));

async function leaks(): Promise<string[]> {
  const outside = await written();
  return [
    ...found(withoutChoices(await tablesOf(story.database)), planted(), [...secrets]),
    ...found(outside, [...planted(), plainMark], [...secrets]),
  ];
}

const key = (name: string) => ({ 'idempotency-key': name });
const whole = `id email phone dateOfBirth address { line1 } safeContactNote interestedServices presentingConcern
  preferences { days } insurance { payer memberId subscriberDateOfBirth } interactions(first: 5) { nodes { summary } }`;
const create = `mutation ($input: CreateLeadInput!) { createLead(input: $input) { lead { ${whole} } userErrors { code } } }`;
const update = `mutation ($id: ID!, $input: UpdateLeadInput!) {
  updateLead(id: $id, input: $input) { lead { ${whole} } userErrors { code } } }`;
const interact = `mutation ($id: ID!, $input: AddInteractionInput!) {
  addLeadInteraction(id: $id, input: $input) { interaction { summary } userErrors { code } } }`;
const call = (summary: string) => ({ kind: 'CALL', direction: 'INBOUND', summary });
const importing = `mutation ($input: ImportLeadsInput!) {
  importLeads(input: $input) { leadImport { id created failed issues { message path } } userErrors { code path } } }`;
const merging = `mutation ($input: MergeLeadsInput!) {
  mergeLeads(input: $input) { mergeId lead { ${whole} } userErrors { code message path } } }`;
const converting = `mutation ($id: ID!, $input: ConvertLeadInput) {
  convertLead(id: $id, input: $input) { lead { ${whole} } conversion { state } userErrors { code } } }`;

/** A lead with every field filled and an interaction told. */
async function person(of = owner) {
  const input = plantedPerson();
  const id = await addLead(of, input);
  await of.graphql(interact, { id, input: call(`${mark} said on the telephone`) });
  return { id, input };
}

async function createTwice(): Promise<void> {
  const input = plantedPerson();
  const first = await owner.graphql(create, { input }, key('graphql-create'));
  const again = await owner.graphql(create, { input }, key('graphql-create'));
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(again.data).toEqual(first.data);
  expect(first.data.createLead.lead).toMatchObject({
    email: input.email,
    insurance: { memberId: input.insurance.memberId },
  });
  const body = plantedPerson();
  const made = await owner.rest('POST', '/leads', body, key('rest-create'));
  const replayed = await owner.rest('POST', '/leads', body, key('rest-create'));
  expect([made.status, replayed.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
  expect(replayed.body).toEqual(made.body);
  expect(made.headers.get('location')).toBe(`/api/v1/leads/${made.body.data.id}`);
}

async function change(): Promise<void> {
  const { id } = await person();
  const { data } = await owner.graphql(update, { id, input: plantedPerson() });
  expect(data.updateLead.userErrors).toEqual([]);
  const put = await owner.rest('PUT', `/leads/${id}`, plantedPerson(), key('rest-update'));
  expect(put.status).toBe(200);
  const told = await owner.rest('POST', `/leads/${id}/interactions`, call(`${mark} said`), key('rest-told'));
  expect(told.body.data.summary).toBe(`${mark} said`);
  expect((await owner.rest('DELETE', `/leads/${id}`)).status).toBe(204);
  expect((await owner.rest('POST', `/leads/${id}/restore`)).status).toBe(200);
}

/** Rows that are refused for each of their protected values. */
const badRows = () => {
  const good = plantedPerson();
  return [
    { ...plantedPerson(), email: `${mark} is no address` },
    { ...plantedPerson(), phone: `${mark} is no number` },
    { ...plantedPerson(), dateOfBirth: `${mark} is no date` },
    { ...plantedPerson(), interestedServices: [`${mark} is no service`] },
    { ...plantedPerson(), insurance: { ...good.insurance, subscriberDateOfBirth: mark } },
    { ...plantedPerson(), safeContactNote: `"${mark}" not quoted "` },
    { ...good, isSelfPay: mark },
  ];
};

/** A referral whose note and outcome are planted, written, changed and told through both doors. */
async function refer(): Promise<void> {
  const { id: leadId } = await person();
  const contactId = (await owner.rest('POST', '/contacts', { firstName: 'Rosa', lastName: 'Park' })).body.data.id;
  const input = { direction: 'INBOUND', contactId, leadId, note: `${mark}-referral-note` };
  const { body, status } = await owner.rest('POST', '/referrals', input, key('rest-referral'));
  expect([status, body.data.note]).toEqual([201, input.note]);
  const agreed = { person: { type: 'LEAD', id: leadId }, channel: 'PHONE', purpose: 'OUTCOME_SHARING' };
  await owner.rest('POST', '/consents', agreed);
  const outcome = `${mark}-referral-outcome`;
  const { data } = await owner.graphql(
    `mutation ($id: ID!, $input: ShareReferralOutcomeInput) { shareReferralOutcome(id: $id, input: $input) {
      referral { note outcome } userErrors { code } } }`,
    { id: body.data.id, input: { outcome } },
    key('graphql-referral'),
  );
  expect(data.shareReferralOutcome.referral).toEqual({ note: input.note, outcome });
}

/** What was said with a contact, what a segment asks by, and the events of both as they leave for a receiver. */
async function around(): Promise<void> {
  const receiver = await new Receiver().open();
  const { body } = await owner.rest('POST', '/webhooks', { url: receiver.url }, key('webhook'));
  remember(body.data.secret);
  expect(body.data.secret).toBeTruthy();
  const { id: leadId } = await person();
  const contactId = (await owner.rest('POST', '/contacts', { firstName: 'Rosa', lastName: 'Park' })).body.data.id;
  const said = call(`${mark} said of a patient`);
  expect((await owner.rest('POST', `/contacts/${contactId}/interactions`, said, key('contact-told'))).status).toBe(201);
  const rule = { field: 'presentingConcern', op: 'CONTAINS', value: mark };
  const input = { name: 'By concern', appliesTo: 'LEAD', rule };
  const segment = await owner.rest('POST', '/segments', input, key('segment'));
  expect([segment.status, segment.body.data.rule]).toEqual([201, rule]);
  const preview = await owner.rest('POST', '/segments/preview', { appliesTo: 'LEAD', rule });
  expect(preview.body.data.count).toBeGreaterThan(0);
  const asked = await owner.rest('GET', `/segments/${segment.body.data.id}/explain?type=LEAD&id=${leadId}`);
  expect(asked.body.data.isMember).toBe(true);
  expect((await owner.rest('POST', '/segments', { ...input, rule: { ...rule, op: 'BEFORE' } })).status).toBe(422);
  const campaign = (await owner.rest('POST', '/campaigns', { name: 'By concern' })).body.data.id;
  const reached = await owner.rest('PUT', `/campaigns/${campaign}/recipients`, { segmentIds: [segment.body.data.id] });
  expect(reached.body.data.added).toBeGreaterThan(0);
  await story.services.webhookSender.send();
  const told = new Map(receiver.taken.map(({ body: { id, type }, text }) => [`${type} ${id}`, text]));
  expect([...told.keys()].join()).toMatch(/SEGMENT_CREATED.*CAMPAIGN_RECIPIENTS_ADDED/);
  expect(found(told, [...planted(), plainMark], [...secrets])).toEqual([]);
  await receiver.close();
}

async function importFiles(): Promise<void> {
  const csv = csvOf(plantedPerson(), ...badRows());
  for (const dryRun of [true, false]) {
    const { data } = await owner.graphql(importing, { input: { csv, dryRun } }, key(`import-${dryRun}`));
    expect(data.importLeads.leadImport).toMatchObject({ created: 1, failed: 7 });
  }
  const headers = { 'content-type': 'text/csv', ...key('rest-import') };
  const rest = await owner.rest('POST', '/leads/import', csvOf(plantedPerson(), ...badRows()), headers);
  expect(rest.body.data).toMatchObject({ created: 1, failed: 7 });
  // A file without a header shows a row where its columns should be named.
  const bare = csvOf(plantedPerson()).split('\n')[1]!;
  expect((await owner.graphql(importing, { input: { csv: bare } })).data.importLeads.userErrors.length).toBeGreaterThan(
    0,
  );
  expect((await owner.rest('POST', '/leads/import', bare, { 'content-type': 'text/csv' })).status).toBe(422);
  expect((await owner.rest('POST', `/leads/imports/${rest.body.data.id}/undo`)).body.data.removed).toBe(1);
}

async function form(): Promise<void> {
  const stranger = story.stranger();
  const url = `/forms/${practice.formKey}/leads`;
  const { firstName, lastName, email, phone, preferredName } = plantedPerson();
  const filled = { firstName, lastName, preferredName, email, phone, message: `${mark} asks for help`, consent: true };
  expect((await stranger.rest('POST', url, { ...filled, interestedServices: ['SUBSTANCE_USE'] })).status).toBe(202);
  const again = new URLSearchParams({ ...filled, consent: 'on', okToText: 'on' }).toString();
  const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await stranger.rest('POST', url, again, urlencoded)).status).toBe(202);
  const [row] = await story.database.query(
    'select count(distinct l.id)::int as leads, count(*)::int as told from leads l join interactions i on i.subject_id = l.id where l.first_name = $1',
    [firstName],
  );
  expect(row).toEqual({ leads: 1, told: 2 });
  expect((await stranger.rest('POST', url, { ...filled, website: mark })).status).toBe(202);
  expect((await stranger.rest('POST', url, { ...filled, email: `${mark}@`, phone: mark })).status).toBe(422);
  expect((await stranger.rest('POST', url, { ...filled, interestedServices: [mark] })).status).toBe(422);
  expect((await stranger.rest('POST', url, `{"message":"${mark}`)).status).toBe(400);
}

async function merge(): Promise<void> {
  const [primary, duplicate] = [await person(), await person()];
  const take = ['EMAIL', 'PHONE', 'INSURANCE', 'PRESENTING_CONCERN'].map(field => ({ field, fromId: duplicate.id }));
  const input = { primaryId: primary.id, duplicateIds: [duplicate.id], take };
  const preview = await owner.graphql(merging, { input: { ...input, dryRun: true } }, key('preview'));
  expect(preview.data?.mergeLeads?.userErrors).toEqual([]);
  const { data } = await owner.graphql(merging, { input }, key('merge'));
  expect(data.mergeLeads).toMatchObject({
    lead: { email: duplicate.input.email, presentingConcern: duplicate.input.presentingConcern },
    userErrors: [],
  });
  expect(await leaks()).toEqual([]);
  const apart = await owner.graphql(
    `mutation ($id: ID!) { unmergeLeads(mergeId: $id) { lead { ${whole} } userErrors { code } } }`,
    { id: data.mergeLeads.mergeId },
    key('unmerge'),
  );
  expect(apart.data.unmergeLeads.lead.email).toBe(primary.input.email);
}

/** Who may be converted. */
async function qualified() {
  const made = await person();
  for (const status of ['CONTACTED', 'QUALIFIED']) await owner.rest('PUT', `/leads/${made.id}`, { status });
  return made;
}

const plan = () => ({
  verifyInsurance: true,
  appointment: { startsAt: '2027-01-15T15:00:00Z', clinicianId: owner.id },
});

async function convert(): Promise<void> {
  for (const answer of [{ status: 503 }, { status: 422, code: `${mark} is not known here` }, undefined]) {
    const { id, input } = await qualified();
    modules.before = async ({ path }) => (path === '/insurance-verifications' ? answer : undefined);
    const { data } = await owner.graphql(converting, { id, input: plan() });
    expect(data.convertLead.conversion.state).toBe(answer?.status === 503 ? 'PENDING' : 'COMPLETED');
    modules.before = async () => undefined;
    await story.database.query('update lead_conversions set next_attempt_at = now() where lead_id = $1', [id]);
    await story.services.leadConversion.resumeDue();
    const asked = modules.requests.filter(({ path }) => path === '/insurance-verifications').at(-1);
    expect(asked?.body.insurance).toEqual(input.insurance);
  }
  const handed = modules.requests.find(({ path }) => path.endsWith('/history'));
  expect(JSON.stringify(handed?.body)).toContain(mark);
  await convertHere();
}

/** The same with the modules that are built in. */
async function convertHere(): Promise<void> {
  const { id } = await qualified();
  const app = await startApp({ database: story.database });
  const { data } = await new Caller(() => app.url, owner.headers).graphql(converting, { id, input: plan() });
  expect(data.convertLead.conversion.state).toBe('COMPLETED');
  await app.close();
  story.app.logs.push(...app.logs);
}

async function read(): Promise<void> {
  const { id, input } = await person();
  const events = await owner.subscribe(`subscription { leadChanged { lead { ${whole} } } }`);
  await owner.rest('PUT', `/leads/${id}`, { safeContactNote: `${mark} only at noon` });
  expect((await events.next()).data.leadChanged.lead.safeContactNote).toBe(`${mark} only at noon`);
  const filter = { email: input.email, phone: input.phone };
  const list = await owner.graphql(
    `query ($f: LeadFilter) { leads(filter: $f) { nodes { ${whole} } pageInfo { endCursor } } }`,
    {
      f: filter,
    },
  );
  expect(list.data.leads.nodes).toHaveLength(1);
  const page = await owner.rest('GET', `/leads?email=${encodeURIComponent(input.email)}&limit=1`);
  expect(page.body.data).toHaveLength(1);
  const next = await owner.rest('GET', '/leads?limit=1&sort=lastName');
  const cursors = [list.data.leads.pageInfo.endCursor, next.body.pagination.nextCursor] as string[];
  expect(found(new Map([['cursor', cursors.join(' ')]]), [...planted(), plainMark])).toEqual([]);
  expect((await owner.rest('GET', '/leads/export')).text).toContain(input.insurance.memberId);
  expect((await owner.graphql('{ exportLeads { csv } }')).data.exportLeads.csv).toContain(input.email);
  const held = await story.services.personExport.exportPerson(story.systemContext(practice), id);
  expect(JSON.stringify(held)).toContain(input.phone);
  expect(
    (await owner.graphql('{ disclosures(personId: "ID") { nodes { id } } }'.replace('ID', id))).errors,
  ).toBeUndefined();
}

async function credentials(): Promise<void> {
  const member = await story.clinician(practice);
  remember(member.password, member.accessToken, member.refreshToken);
  const [newPassword, next] = [`${mark} new password`, `${mark} next password`];
  const changed = await member.graphql(
    'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken refreshToken userErrors { code } } }',
    { input: { currentPassword: member.password, newPassword } },
    key('password'),
  );
  const { accessToken, refreshToken } = changed.data.changePassword;
  const self = new Caller(() => story.app.url, { authorization: `Bearer ${accessToken}` });
  const enrolled = await self.graphql('mutation { enrolSecondFactor { secret otpauthUri } }', {}, key('enrol'));
  const { secret, otpauthUri } = enrolled.data.enrolSecondFactor;
  const code = (URI.parse(otpauthUri) as TOTP).generate({ timestamp: story.clock.now().getTime() });
  const confirmed = await self.graphql(
    `mutation { confirmSecondFactor(input: { code: "${code}" }) { userErrors { code } } }`,
  );
  expect(confirmed.data.confirmSecondFactor.userErrors).toEqual([]);
  const refreshed = await story.stranger().rest('POST', '/auth/refresh', { refreshToken });
  expect(refreshed.status).toBe(200);
  const made = await owner.graphql(
    'mutation { createApiKey(input: { name: "forms", permissions: ["lead:create"] }) { secret } }',
    {},
    key('api-key'),
  );
  await new Caller(() => story.app.url, { 'x-api-key': made.data.createApiKey.secret }).rest(
    'POST',
    '/leads',
    plantedPerson(),
  );
  const input = { email: 'new.member@example.test', name: 'New', roles: ['INTAKE'], password: next };
  const added = await owner.graphql(
    'mutation ($input: CreateStaffMemberInput!) { createStaffMember(input: $input) { staffMember { id } userErrors { code } } }',
    { input },
    key('member'),
  );
  expect(added.data.createStaffMember.userErrors).toEqual([]);
  remember(accessToken, refreshToken, secret, otpauthUri, made.data.createApiKey.secret);
  remember(refreshed.body.data.accessToken, refreshed.body.data.refreshToken);
}

const variables: [string, Record<string, unknown>][] = [
  [create, { input: { ...plantedPerson(), interestedServices: [mark] } }],
  [create, { input: { ...plantedPerson(), dateOfBirth: `${mark} long ago` } }],
  [create, { input: { ...plantedPerson(), dateOfBirth: '1930-02-30' } }],
  [create, { input: { ...plantedPerson(), address: mark } }],
  [create, { input: { ...plantedPerson(), unknownField: mark } }],
  [create, { input: { ...plantedPerson(), email: `${mark}\0`, phone: `${mark}`, presentingConcern: `\ud800${mark}` } }],
  [create, { input: { ...plantedPerson(), email: [mark], phone: { mark } } }],
  [create, { input: mark }],
  [update, { id: mark, input: { phone: mark } }],
  [update, { id: randomId, input: { insurance: { subscriberDateOfBirth: mark } } }],
  [interact, { id: randomId, input: { ...call(mark), occurredAt: mark } }],
  [interact, { id: mark, input: call(mark) }],
  ['query ($f: LeadFilter) { leads(filter: $f) { nodes { id } } }', { f: { email: mark, phone: mark } }],
  [
    'query ($f: LeadFilter) { leads(filter: $f) { nodes { id } } }',
    { f: { createdAt: { from: mark }, source: [mark] } },
  ],
  ['query ($s: String) { leads(search: $s) { nodes { id } } }', { s: `${mark}@mail.example` }],
  ['query ($s: String) { leads(after: $s) { nodes { id } } }', { s: mark }],
  ['query ($s: ID!) { disclosures(personId: $s) { nodes { id } } }', { s: mark }],
  [`{ leads(filter: { source: ["${mark}"], createdAt: { from: "${mark}" } }) { nodes { id } } }`, {}],
  [`{ leads(search: "${mark}) { nodes { id } } }`, {}],
  [`{ leads(search "${mark}") { nodes { id } } }`, {}],
  [`{ leads(search: """${mark}""" """${mark}""") { nodes { id } } }`, {}],
  [`{ leads(first: "${mark}") { nodes { id } } }`, {}],
  [`{ leads(search: ["${mark}"], filter: "${mark}", sort: [{ field: "${mark}" }]) { nodes { id } } }`, {}],
  [`mutation { createLead(input: { firstName: 1, lastName: { a: "${mark}" } }) { userErrors { code } } }`, {}],
  [`{ lead(id: "${mark}") { id } client(id: "${mark}") { id } }`, {}],
  [
    'mutation ($i: RefreshSessionInput!) { refreshSession(input: $i) { userErrors { code } } }',
    { i: { refreshToken: mark } },
  ],
];

const bodies = (): [string, string, unknown][] => [
  ['POST', '/leads', { ...plantedPerson(), dateOfBirth: mark, interestedServices: [mark], email: mark, phone: mark }],
  ['POST', '/leads', { ...plantedPerson(), unknownField: mark }],
  ['POST', '/leads', `{"email":"${mark}@mail.example"`],
  ['POST', '/leads', `{"email":"${mark}","email":"${mark}"}`],
  ['POST', '/leads', new Uint8Array([...Buffer.from(`{"email":"${mark}`), 0xff, 0x22, 0x7d])],
  ['POST', '/leads', [mark]],
  ['PUT', `/leads/${mark}`, { phone: mark }],
  ['PUT', `/leads/${randomId}`, { insurance: { memberId: 7, payer: [mark] } }],
  ['POST', `/leads/${randomId}/interactions`, { ...call(mark), occurredAt: mark, durationMinutes: mark }],
  ['POST', `/leads/${randomId}/convert`, { appointment: { startsAt: mark } }],
  ['GET', `/leads?email=${mark}&phone=${mark}`, undefined],
  ['GET', `/leads?unknown=${mark}`, undefined],
  ['GET', `/leads?search=${encodeURIComponent(`${mark}@mail.example`)}&createdAt.from=${mark}`, undefined],
  ['GET', `/${mark}?email=${mark}`, undefined],
  ['POST', '/auth/sign-in', { email: 'someone@example.test', password: `${mark} wrong` }],
  ['POST', '/auth/sign-in', { email: 7, password: [mark] }],
  ['POST', '/auth/refresh', { refreshToken: mark }],
];

async function refused(): Promise<void> {
  const answers: Held = new Map();
  for (const [document, values] of variables) {
    const { data, errors } = await owner.graphql(document, values);
    answers.set(`${document} ${JSON.stringify(values)}`, JSON.stringify({ data, errors }));
    const isRefused =
      errors || /userErrors":\[\{/.test(JSON.stringify(data)) || /"nodes":\[\]|:null/.test(JSON.stringify(data));
    expect([document, Boolean(isRefused)]).toEqual([document, true]);
  }
  for (const [method, path, body] of bodies()) {
    const { status, text } = await owner.rest(method, path, body);
    expect([path, status >= 400 && status < 500]).toEqual([path, true]);
    answers.set(`${method} ${path} ${JSON.stringify(body)}`, text);
  }
  for (const [header, value] of [
    ['authorization', `Bearer ${mark}`],
    ['authorization', mark],
    ['x-api-key', mark],
  ] as const) {
    const caller = new Caller(() => story.app.url, { [header]: value });
    expect((await caller.rest('GET', '/leads')).status).toBe(401);
    expect((await caller.graphql('{ leads { nodes { id } } }')).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  }
  const subscription = await owner.subscribe(`subscription { leadChanged(after: "${mark}") { kind } }`);
  await Promise.race([subscription.ended, subscription.next()]);
  subscription.stop();
  const asked = await owner.subscribe(create, { input: { ...plantedPerson(), dateOfBirth: mark } });
  answers.set('socket', JSON.stringify([await asked.ended, asked.received]));
  expect(answers.get('socket')).toMatch(/BAD_USER_INPUT/);
  // Nor is a value said back to who sent it: answers are kept in places of their own.
  expect(found(answers, [mark])).toEqual([]);
}

/** A database that is not as the code expects it: PostgreSQL then quotes values in its own words. */
async function broken(): Promise<void> {
  const { id } = await person();
  const { query } = story.database;
  const logged = story.app.logs.length;
  await query(`alter table leads add constraint odd check (source_detail not like '${plainMark}%') not valid`);
  expect((await owner.rest('POST', '/leads', plantedPerson())).status).toBe(500);
  await query('alter table leads drop constraint odd');
  // A value of an older vocabulary, which the schema has no word for.
  const { cipher } = story.services.ground;
  const place = { practiceId: practice.id, table: 'leads', column: 'sealed_clinical', rowId: id };
  const older = cipher.seal(place, {
    interestedServices: [mark],
    presentingConcern: { mark },
    preferences: { days: mark },
  });
  await query('update leads set sealed_clinical = $2 where id = $1', [id, older]);
  const clinical = 'interestedServices presentingConcern preferences { days }';
  const odd = await owner.graphql(`query ($id: ID!) { lead(id: $id) { ${clinical} } }`, { id });
  expect(new Set(odd.errors?.map(error => error.extensions.code))).toEqual(new Set(['INTERNAL_SERVER_ERROR']));
  await query('update leads set sealed_clinical = null where id = $1', [id]);
  await query('alter table leads rename column pronouns to pronouns_kept');
  await query('alter table leads add column pronouns int');
  const input = plantedPerson();
  const { errors } = await owner.graphql(update, { id, input });
  expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) } }]);
  const answer = await owner.rest('PUT', `/leads/${id}`, input);
  expect(answer.status).toBe(500);
  expect(found(new Map([['answers', JSON.stringify([errors, answer.body])]]), [mark, plainMark])).toEqual([]);
  await query('alter table leads drop column pronouns');
  await query('alter table leads rename column pronouns_kept to pronouns');
  expect(story.app.logs.slice(logged).filter(line => line.includes('failed')).length).toBeGreaterThanOrEqual(3);
}

describe('and yet a lead is found', () => {
  const ids = async (by: Person, search: string) => {
    const { data } = await by.graphql('query ($s: String) { leads(search: $s) { nodes { id } } }', { s: search });
    const rest = await by.rest('GET', `/leads?search=${encodeURIComponent(search)}`);
    const listed = data.leads.nodes.map((node: { id: string }) => node.id);
    expect(rest.body.data.map((row: { id: string }) => row.id)).toEqual(listed);
    return listed;
  };

  test('by its address in any case and its number in any spelling, in its own practice only', async () => {
    const { id, input } = await person();
    const other = await story.practice();
    const theirs = await addLead(other.owner, { ...input, firstName: 'Other' });
    const [area, exchange, line] = [input.phone.slice(2, 5), input.phone.slice(5, 8), input.phone.slice(8)];
    const spellings = [
      input.email.toUpperCase(),
      `  ${input.email} `,
      input.phone,
      `(${area}) ${exchange}-${line}`,
      `${area}.${exchange}.${line}`,
      `1 ${area} ${exchange} ${line}`,
    ];
    for (const spelling of spellings) {
      expect([spelling, await ids(owner, spelling)]).toEqual([spelling, [id]]);
      expect([spelling, await ids(other.owner, spelling)]).toEqual([spelling, [theirs]]);
    }
    const [mine, foreign] = await story.database.query(
      'select email_index, phone_index from leads where id = any($1) order by practice_id = $2 desc',
      [[id, theirs], practice.id],
    );
    expect(mine!.email_index).not.toBe(foreign!.email_index);
    expect(mine!.phone_index).not.toBe(foreign!.phone_index);
    expect(mine!.email_index).not.toBe(mine!.phone_index);
  });

  test('by odd words too, without a word of a query language in them', async () => {
    const { input } = await person();
    const odd = [
      `${input.lastName}' & (x | !y):* <-> \\`,
      `'${input.lastName}`,
      '%_*:&|!()<>',
      '"',
      '+',
      '@',
      '1'.repeat(200),
    ];
    for (const search of odd) {
      const { errors } = await owner.graphql('query ($s: String) { leads(search: $s) { nodes { id } } }', {
        s: search,
      });
      const codes = (errors ?? []).map(error => error.extensions.code).filter(code => code !== 'BAD_USER_INPUT');
      expect([search, codes]).toEqual([search, []]);
    }
    expect(await leaks()).toEqual([]);
  });
});

describe('no protected value is kept or logged in the clear', () => {
  test.each([
    ['creating leads, twice with one key', createTwice],
    ['changing, deleting and restoring them', change],
    ['referrals, and what is told of them', refer],
    ['contacts, segments, campaigns and webhooks', around],
    ['imports, bad rows and all', importFiles],
    ['the public form', form],
    ['merging and parting again', merge],
    ['conversions, with modules that are down or refuse', convert],
    ['reading, searching, exporting, listening', read],
    ['passwords, tokens, second factors and keys', credentials],
    ['refused input', refused],
    ['failures nobody foresaw', broken],
  ])('after %s', async (_, work) => {
    await work();
    await story.services.counters.fold();
    expect(await leaks()).toEqual([]);
  });

  test('nor in what the database knows of its columns, nor in its files', async () => {
    expect(found(withoutChoices(await catalogOf(story.database)), planted(), [...secrets])).toEqual([]);
    expect(found(withoutChoices(await filesOf(story.database)), planted(), [...secrets])).toEqual([]);
  });

  test('and the search would have found them: it finds what is kept in the clear', async () => {
    const places = async (held: Promise<Held>) => found(await held, [plainMark]).join();
    expect(await places(tablesOf(story.database))).toMatch(/public\.leads/);
    expect(await places(catalogOf(story.database))).toMatch(/pg_stats/);
    const files = await places(filesOf(story.database));
    expect(files).toMatch(/file of leads:/);
    expect(files).toMatch(/file of leads_name:/);
    const secret = 'grün an alle@mail.example';
    for (const text of [
      secret.toUpperCase(),
      Buffer.from(`x${secret}y`).toString('base64url'),
      encodeURIComponent(secret),
    ]) {
      expect(found(new Map([['here', text]]), [secret])).toEqual([`here: ${secret}`]);
    }
  });
});
