import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { indexContactAddresses } from '../../src/modules/contacts/contact.address-index.js';
import { purgeDeletedContacts } from '../../src/modules/contacts/contact.purge.js';
import { purgeDeletedLeads } from '../../src/modules/leads/lead.purge.js';
import { rotateKeys } from '../../src/platform/encryption/rotation.js';
import { aboveContacts, aboveLeads } from '../../src/server/dependents.js';
import { sealedColumns } from '../../src/server/sealed-columns.js';
import { startApp } from '../support/app.js';
import { addContact, rowOf } from '../support/contacts.js';
import { eagerSending, startSending } from '../support/deliveries.js';
import { addLead } from '../support/leads.js';
import { useMailStory } from '../support/mail.js';
import type { Person, PracticeInStory, Story } from '../support/story.js';
import { press, suppressionsOf, tokenFor, visit, whyNot } from '../support/suppressions.js';

const oldKeys = `old:${randomBytes(32).toString('base64')}`;
const newKeys = `new:${randomBytes(32).toString('base64')}`;
const { story, sandbox } = await useMailStory({ settings: { ...eagerSending, ENCRYPTION_KEYS: oldKeys } });
const oneClick = { 'List-Unsubscribe': 'One-Click' };
let practice: PracticeInStory;
let owner: Person;
beforeAll(async () => {
  ({ practice, owner } = await story.practice());
});

const nouns = { LEAD: 'leads', CONTACT: 'contacts' } as const;
const add = { LEAD: addLead, CONTACT: addContact };

/** As 31 days after their deletion. */
async function purged(type: 'LEAD' | 'CONTACT', ids: string[]): Promise<void> {
  for (const id of ids) await owner.rest('DELETE', `/${nouns[type]}/${id}`);
  const back = `update ${nouns[type]} set deleted_at = deleted_at - interval '31 days' where id = any($1)`;
  await story.database.query(back, [ids]);
  const { ground } = story.services;
  await (type === 'LEAD' ? purgeDeletedLeads(ground, aboveLeads) : purgeDeletedContacts(ground, aboveContacts));
  const left = await story.database.query(`select id from ${nouns[type]} where id = any($1)`, [ids]);
  expect(left).toEqual([]);
}

describe('a suppression outlives', () => {
  test.each(['LEAD', 'CONTACT'] as const)('a merge of its %s, the reversal, and the purge', async type => {
    const address = `kept.${type.toLowerCase()}@example.org`;
    const name = `Kept${type}`;
    const duplicate = await add[type](owner, { firstName: 'Other', email: address });
    const primary = await add[type](owner, { firstName: name, email: `else.${address}` });
    await press(story, tokenFor(story, practice, address), oneClick);
    const merged = await owner.rest('POST', `/${nouns[type]}/merge`, {
      ...{ primaryId: primary, duplicateIds: [duplicate] },
      take: [{ field: 'email', fromId: duplicate }],
    });
    expect([merged.status, merged.body]).toEqual([200, expect.anything()]);
    expect(await whyNot(owner, name, type)).toBe('UNSUBSCRIBED');
    const back = await owner.rest('POST', `/${nouns[type]}/merges/${merged.body.data.mergeId}/undo`);
    expect([back.status, back.body]).toEqual([200, expect.anything()]);
    expect(await whyNot(owner, name, type)).toBeNull();
    await purged(type, [primary, duplicate]);
    await add[type](owner, { firstName: `Again${type}`, email: address.toUpperCase() });
    expect(await whyNot(owner, `Again${type}`, type)).toBe('UNSUBSCRIBED');
  });
});

test('contacts from before addresses had keyed hashes get theirs, and stay unmailed', async () => {
  const emails = ['Before.One@example.org', 'before.two@example.org'];
  const ids = [];
  for (const [at, email] of emails.entries()) ids.push(await addContact(owner, { firstName: `Before${at}`, email }));
  const nowhere = await addContact(owner, { firstName: 'Nowhere' });
  const known = await rowOf(story, 'contacts', ids[0]!);
  await press(story, tokenFor(story, practice, emails[0]!), oneClick);
  await story.database.query('update contacts set email_index = null where id = any($1)', [ids]);
  expect(await whyNot(owner, 'Before0', 'CONTACT')).toBe('NO_EMAIL_ADDRESS');
  expect(await indexContactAddresses(story.services.ground)).toBe(2);
  expect(await indexContactAddresses(story.services.ground)).toBe(0);
  expect((await rowOf(story, 'contacts', ids[0]!)).email_index).toBe(known.email_index);
  expect((await rowOf(story, 'contacts', nowhere)).email_index).toBeNull();
  expect(await whyNot(owner, 'Before0', 'CONTACT')).toBe('UNSUBSCRIBED');
  expect(await whyNot(owner, 'Before1', 'CONTACT')).toBeNull();
});

test('a token that was not made here is 404 while the database is away too', async () => {
  const token = tokenFor(story, practice, 'forged@example.org');
  const forged = `${token[0] === 'A' ? 'B' : 'A'}${token.slice(1)}`;
  const known = await visit(story, forged);
  await withoutDatabase(async () => {
    const answers = [await visit(story, forged), await press(story, forged, oneClick), await visit(story, 'x')];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    for (const { text } of answers) expect(text).toBe(known.text);
    expect((await visit(story, token)).status).toBe(503);
  });
});

test('while the database is away the page says so, changes nothing, and works again after', async () => {
  const email = 'away@example.org';
  await addLead(owner, { firstName: 'Away', email });
  const token = tokenFor(story, practice, email);
  await withoutDatabase(async () => {
    for (const answer of [await visit(story, token), await press(story, token, oneClick)]) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(answer.text).toContain('Not possible just now');
      expect(answer.text).not.toContain(email);
    }
  });
  expect(await whyNot(owner, 'Away')).toBeNull();
  expect((await press(story, token, oneClick)).status).toBe(200);
  expect(await whyNot(owner, 'Away')).toBe('UNSUBSCRIBED');
});

async function withoutDatabase(work: () => Promise<void>): Promise<void> {
  const url = Object.assign(new URL(story.database.adminUrl), { pathname: '/postgres' }).href;
  const server = new pg.Client({ connectionString: url });
  await server.connect();
  const { name } = story.database;
  try {
    await server.query(`alter database ${name} with allow_connections false`);
    await server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    await work();
  } finally {
    await server.query(`alter database ${name} with allow_connections true`);
    await server.end();
  }
}

test('a link that was mailed works 31 days later, under new keys, when nothing else is left', async () => {
  await story.database.query('update send_bucket set blocked_until = null');
  const { id, leads } = await startSending(owner, 1);
  await story.services.mailSender.runOnce();
  const { message, recipients } = sandbox.messages().at(-1)!;
  const token = /\/u\/([\w-]+)>/.exec(message!.Headers!.find(({ Name }) => Name === 'List-Unsubscribe')!.Value)![1]!;
  const address = recipients[0]!;
  await owner.rest('POST', '/suppressions', { email: address });
  await purged('LEAD', leads);
  await story.database.query('delete from deliveries where email_campaign_id = $1', [id]);
  await story.database.query('delete from email_campaigns where id = $1', [id]);
  const { database } = story;
  const both = await startApp({ database, settings: { ENCRYPTION_KEYS: `${newKeys},${oldKeys}` } });
  const { ground } = both.services;
  const parts = { database: ground.database, cipher: ground.cipher, firstKeyId: 'new', columns: sealedColumns };
  const report = await rotateKeys(parts);
  await both.close();
  expect(report.broken).toEqual([]);
  const sealed = report.keys.filter(({ table }) => table === 'suppressions');
  expect(sealed).toEqual([{ table: 'suppressions', column: 'sealed_address', keyId: 'new', rows: expect.any(Number) }]);
  const later = await startApp({ database, settings: { ENCRYPTION_KEYS: newKeys } });
  try {
    later.clock.advance({ days: 31 });
    const page = await visit({ app: later } as unknown as Story, token);
    expect(page.status).toBe(200);
    // The address went with the person; what is left of it is a keyed hash.
    expect(page.text).not.toContain(`${address[0]}•••`);
    expect(page.text).not.toContain(address);
    expect((await press({ app: later } as unknown as Story, token, oneClick)).status).toBe(200);
  } finally {
    await later.close();
  }
  expect(await suppressionsOf(story, practice)).toContainEqual(
    expect.objectContaining({ reason: 'UNSUBSCRIBED', origin: 'ONE_CLICK', is_live: true, email_campaign_id: null }),
  );
});
