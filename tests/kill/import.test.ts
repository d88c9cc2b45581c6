import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { testEnvironment } from '../support/settings.js';
import { useStory } from '../support/story.js';

const story = useStory();
const size = Number(process.env.IMPORT_ROWS ?? 4_000);
/** Of resident memory, in kilobytes. */
const memoryLimit = 300 * 1024;

const flags = ['--max-semi-space-size=2', '--max-old-space-size=192'];

function importing(file: string, practiceId: string): ChildProcess {
  const dist = process.env.TEST_DIST ?? 'dist';
  const env = { ...testEnvironment(story.database.adminUrl), PATH: process.env.PATH! };
  const args = [...flags, `${dist}/cli.js`, 'import', 'leads', file, '--practice', practiceId];
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
}

/** The most memory it ever held; 0 where the system does not tell. */
async function peakOf(child: ChildProcess): Promise<number> {
  let peak = 0;
  while (child.exitCode === null && child.signalCode === null) {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    await pause(50);
  }
  return peak;
}

test('an import that is killed and started again leaves no duplicate, no half row, and little memory', async () => {
  const { practice, owner } = await story.practice();
  const folder = await mkdtemp(join(tmpdir(), 'crm-import-test-'));
  const file = join(folder, 'leads.csv');
  const rows = Array.from({ length: size }, (_, n) =>
    n % 100 === 7 ? `Bad,,x${n}` : `Ana,Row ${n},row${n}@example.test`,
  );
  await writeFile(file, `firstName,lastName,email\n${rows.join('\n')}\n`);
  const count = async (text: string) => (await story.database.query(text, [practice.id]))[0];

  const first = importing(file, practice.id);
  const gone = once(first, 'exit');
  const done = 'select coalesce(max(rows), 0)::int as n from lead_imports where practice_id = $1';
  while ((await count(done))!.n < 600) await pause(5);
  first.kill('SIGKILL');
  await gone;
  expect((await count(done))!.n).toBeLessThan(size);

  const second = importing(file, practice.id);
  const ended = once(second, 'exit');
  const peak = await peakOf(second);
  await ended;
  const made = size - Math.ceil((size - 7) / 100);
  expect(
    await count(`select count(*)::int as n, count(distinct import_row)::int as lines, count(sealed_email)::int as whole
      from leads where practice_id = $1`),
  ).toEqual({ n: made, lines: made, whole: made });
  expect(await count('select state, rows, created from lead_imports where practice_id = $1')).toEqual({
    state: 'FINISHED',
    rows: size,
    created: made,
  });
  const errors = await readFile(`${file}.errors.csv`, 'utf8');
  expect(errors.split('\r\n')[1]).toBe('9,lastName,REQUIRED,"This field is required.",');
  expect(peak).toBeLessThan(memoryLimit);
  const audited = await count(`select sum(cardinality(object_ids))::int as n from audit_log
    where practice_id = $1 and operation = 'importLeads'`);
  expect(audited).toEqual({ n: made });

  const [row] = await story.database.query('select id from lead_imports where practice_id = $1', [practice.id]);
  const undo = 'mutation ($id: ID!) { undoLeadImport(id: $id) { removed keptCount } }';
  const { data } = await owner.graphql(undo, { id: row!.id });
  expect(data.undoLeadImport).toEqual({ removed: made, keptCount: 0 });
  await rm(folder, { recursive: true });
}, 300_000);
