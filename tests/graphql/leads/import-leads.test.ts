import { expect, test } from '@jest/globals';
import type { Caller } from '../../support/caller.js';
import { type PracticeInStory, useStory } from '../../support/story.js';

const story = useStory();

const importLeads = `mutation ($input: ImportLeadsInput!) {
  importLeads(input: $input) {
    leadImport { id state dryRun alreadyImported rows created skipped failed issues { line path code message leadId } }
    userErrors { code path }
  }
}`;
const undoLeadImport = `mutation ($id: ID!) {
  undoLeadImport(id: $id) { removed keptCount kept { leadId reason } userErrors { code path } }
}`;

async function run(who: Caller, csv: string, more: object = {}) {
  const { data, errors } = await who.graphql(importLeads, { input: { csv, ...more } });
  if (errors) throw new Error(JSON.stringify(errors));
  return data.importLeads;
}

const undo = async (who: Caller, id: string) => (await who.graphql(undoLeadImport, { id })).data.undoLeadImport;

const countOf = async ({ id }: PracticeInStory) => {
  const text = 'select count(*)::int as n from leads where practice_id = $1 and deleted_at is null';
  return (await story.database.query(text, [id]))[0]!.n;
};

const header = 'firstName,lastName,email,phone,source,tags,address.city,okToText,interestedServices';
const csv = `${header}
Ana,Núñez,ana@example.test,(212) 555-0101,website,vip; spring,"New York",yes,INDIVIDUAL_THERAPY;ASSESSMENT
Ben,,ben@example.test,,PHONE,,,,
Cai,Lee,not an address,,NOWHERE,,,,
Dee,Ray,ANA@example.test,,PHONE,,,,
Eve,"Multi
line",,,,,,,
`;

test('rows become leads, the others are reported one by one', async () => {
  const { practice, owner } = await story.practice();
  const { leadImport, userErrors } = await run(owner, csv);
  expect(userErrors).toEqual([]);
  expect(leadImport).toMatchObject({ state: 'FINISHED', dryRun: false, rows: 5, created: 1, skipped: 1, failed: 3 });
  expect(leadImport.issues.map((i: { line: number; path: string; code: string }) => [i.line, i.path, i.code])).toEqual([
    [3, 'lastName', 'REQUIRED'],
    [4, 'email', 'INVALID_FORMAT'],
    [4, 'source', 'INVALID'],
    [5, '', 'SKIPPED'],
    [7, 'lastName', 'INVALID'],
  ]);
  const { data } = await owner.graphql(
    '{ leads { nodes { id firstName lastName email phone source tags okToText address { city } interestedServices } } }',
  );
  expect(data.leads.nodes).toEqual([
    {
      id: leadImport.issues[3].leadId,
      firstName: 'Ana',
      lastName: 'Núñez',
      email: 'ana@example.test',
      phone: '+12125550101',
      source: 'WEBSITE',
      tags: ['vip', 'spring'],
      okToText: true,
      address: { city: 'New York' },
      interestedServices: ['INDIVIDUAL_THERAPY', 'ASSESSMENT'],
    },
  ]);
  const audit = await story.database.query(
    `select object_ids, changes, details from audit_log where operation = 'importLeads' and practice_id = $1`,
    [practice.id],
  );
  expect(audit).toHaveLength(1);
  expect(audit[0]!.object_ids).toEqual([data.leads.nodes[0].id]);
  expect(JSON.stringify(audit)).not.toMatch(/example\.test|Núñez/);
});

test('a dry run says the same and writes nothing', async () => {
  const { practice, owner } = await story.practice();
  const { leadImport } = await run(owner, csv, { dryRun: true });
  expect(leadImport).toMatchObject({ id: null, dryRun: true, rows: 5, created: 1, skipped: 1, failed: 3 });
  expect(await countOf(practice)).toBe(0);
});

test('a file that was imported is not imported again, unless forced', async () => {
  const { practice, owner } = await story.practice();
  const file = `firstName,lastName\nAna,One\nBen,Two\n`;
  const first = (await run(owner, file)).leadImport;
  const second = (await run(owner, file)).leadImport;
  expect(second).toMatchObject({ id: first.id, alreadyImported: true, created: 2 });
  expect(await countOf(practice)).toBe(2);
  expect((await run(owner, file, { force: true })).leadImport).toMatchObject({ alreadyImported: false, created: 2 });
  expect(await countOf(practice)).toBe(4);
});

test('an unfinished import goes on after its last line', async () => {
  const { practice, owner } = await story.practice();
  const file = `firstName,lastName\n${Array.from({ length: 1200 }, (_, n) => `Ana,Row ${n}`).join('\n')}\n`;
  const { id } = (await run(owner, file)).leadImport;
  // As if the process had died after its first batch.
  await story.database.query('delete from leads where import_id = $1 and import_row > 501', [id]);
  await story.database.query(
    `update lead_imports set state = 'RUNNING', lines_done = 501, rows = 500, created = 500 where id = $1`,
    [id],
  );
  expect((await run(owner, file)).leadImport).toMatchObject({ id, rows: 1200, created: 1200, alreadyImported: false });
  const [rows] = await story.database.query(
    'select count(*)::int as n, count(distinct import_row)::int as lines from leads where practice_id = $1',
    [practice.id],
  );
  expect(rows).toEqual({ n: 1200, lines: 1200 });
});

test.each([
  ['ACCEPT', { created: 2, skipped: 0, failed: 0 }],
  ['SKIP', { created: 1, skipped: 1, failed: 0 }],
  ['REJECT', { created: 1, skipped: 0, failed: 1 }],
])('onDuplicate %s', async (onDuplicate, counts) => {
  const { owner } = await story.practice();
  const file = 'firstName,lastName,phone\nAna,One,+12125550107\nBen,Two,(212) 555-0107\n';
  expect((await run(owner, file, { onDuplicate })).leadImport).toMatchObject(counts);
});

test('undo takes back what nobody has touched', async () => {
  const { practice, owner } = await story.practice();
  const { leadImport } = await run(
    owner,
    'firstName,lastName,status\nAna,One,QUALIFIED\nBen,Two,\nCai,Three,\nDee,Four,\n',
  );
  const [ana, ben, cai] = await story.database.query(
    'select id from leads where practice_id = $1 order by import_row',
    [practice.id],
  );
  await owner.graphql('mutation ($id: ID!) { convertLead(id: $id) { userErrors { code } } }', { id: ana!.id });
  await story.database.query('update leads set version = 2 where id = $1', [ben!.id]);
  await story.database.query(
    `insert into interactions (id, practice_id, created_at, updated_at, subject_type, subject_id, kind, direction, occurred_at)
     values (gen_random_uuid(), $1, now(), now(), 'LEAD', $2, 'CALL', 'INBOUND', now())`,
    [practice.id, cai!.id],
  );
  const undone = await undo(owner, leadImport.id);
  expect(undone).toMatchObject({ removed: 1, keptCount: 3, userErrors: [] });
  expect(new Set(undone.kept.map((one: { reason: string }) => one.reason))).toEqual(
    new Set(['CONVERTED', 'CHANGED', 'IN_USE']),
  );
  expect(await countOf(practice)).toBe(3);
  expect(await undo(owner, leadImport.id)).toMatchObject({ removed: 0, keptCount: 3 });
});

test('a wrong header is refused whole', async () => {
  const { practice, owner } = await story.practice();
  const { leadImport, userErrors } = await run(owner, 'firstName,shoeSize,firstName\nAna,42,Ben\n');
  expect(leadImport).toBeNull();
  expect(userErrors).toEqual([
    { code: 'UNKNOWN_FIELD', path: ['csv', 'shoeSize'] },
    { code: 'INVALID', path: ['csv', 'firstName'] },
    { code: 'REQUIRED', path: ['csv', 'lastName'] },
  ]);
  expect(await countOf(practice)).toBe(0);
});

test('who may not import is denied; another practice has no such import', async () => {
  const { practice, owner } = await story.practice();
  const { leadImport } = await run(owner, 'firstName,lastName\nAna,One\n');
  for (const who of [await story.clinician(practice), await story.marketer(practice), await story.auditor(practice)]) {
    const denied = await who.graphql(importLeads, { input: { csv } });
    expect(denied.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await who.graphql(undoLeadImport, { id: leadImport.id })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  }
  const other = await story.practice();
  expect((await undo(other.owner, leadImport.id)).userErrors).toEqual([{ code: 'NOT_FOUND', path: ['id'] }]);
  expect(await countOf(practice)).toBe(1);
});

test('over REST: Windows-1252, semicolons, a mark of bytes; and out again, formulas escaped', async () => {
  const { owner } = await story.practice();
  const type = { 'content-type': 'text/csv' };
  const old = Buffer.from('firstName;lastName\nZo\xeb;=cmd()\n', 'latin1');
  const first = await owner.rest('POST', '/leads/import', old as never, type);
  expect(first.body.data).toMatchObject({ created: 1, failed: 0 });
  const marked = await owner.rest(
    'POST',
    '/leads/import?onDuplicate=accept',
    '\ufefffirstName,lastName\nAna,Ünal\n',
    type,
  );
  expect(marked.body.data).toMatchObject({ created: 1 });
  const { text, headers } = await owner.rest('GET', '/leads/export?sort=firstName');
  expect(headers.get('content-type')).toContain('text/csv');
  const lines = text.split('\r\n');
  expect(lines[0]).toMatch(/^id,firstName,lastName,/);
  expect(lines.slice(1).map(line => line.split(',').slice(1, 3))).toEqual([['Ana', 'Ünal'], ['Zoë', "'=cmd()"], []]);
  const exported = await story.database.query(
    `select cardinality(object_ids) as n from audit_log where operation = 'exportLeads' and actor_id = $1`,
    [owner.id],
  );
  expect(exported).toEqual([{ n: 2 }]);
  const graphql = await owner.graphql('{ exportLeads { csv } }');
  expect(graphql.data.exportLeads.csv.split('\r\n')[0]).toBe(lines[0]);
});

test('an export can be imported, and is refused to who may not', async () => {
  const { practice, owner } = await story.practice();
  await run(owner, csv);
  const { text } = await owner.rest('GET', '/leads/export');
  const other = await story.practice();
  expect((await run(other.owner, text)).leadImport).toMatchObject({ created: 1, failed: 0 });
  expect((await (await story.marketer(practice)).rest('GET', '/leads/export')).status).toBe(403);
});
