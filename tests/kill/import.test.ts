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

function importing(rows: string, file: string, practiceId: string): ChildProcess {
  const dist = process.env.TEST_DIST ?? 'dist';
  const env = { ...testEnvironment(story.database.adminUrl), PATH: process.env.PATH! };
  const args = [...flags, `${dist}/cli.js`, 'import', rows, file, '--practice', practiceId];
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

test.each([
  { word: 'lead', noun: 'Lead', whole: 'sealed_email' },
  { word: 'contact', noun: 'Contact', whole: 'organization_id' },
])(
  'an import of $word rows that is killed and started again leaves no duplicate, no half row, and little memory',
  async ({ word, noun, whole }) => {
    const rows = `${word}s`;
    const { practice, owner } = await story.practice();
    const folder = await mkdtemp(join(tmpdir(), 'crm-import-test-'));
    const file = join(folder, `${rows}.csv`);
    const [column, cell] =
      word === 'lead' ? ['pronouns', () => ''] : ['organization', (n: number) => `House ${n % 40}`];
    const lines = Array.from({ length: size }, (_, n) =>
      n % 100 === 7 ? `Bad,,x${n}` : `Ana,Row ${n},row${n}@example.test,${cell(n)}`,
    );
    await writeFile(file, `firstName,lastName,email,${column}\n${lines.join('\n')}\n`);
    const count = async (text: string) => (await story.database.query(text, [practice.id]))[0];

    const first = importing(rows, file, practice.id);
    const gone = once(first, 'exit');
    const done = `select coalesce(max(rows), 0)::int as n from ${word}_imports where practice_id = $1`;
    while ((await count(done))!.n < 600) await pause(5);
    first.kill('SIGKILL');
    await gone;
    expect((await count(done))!.n).toBeLessThan(size);

    const second = importing(rows, file, practice.id);
    const ended = once(second, 'exit');
    const peak = await peakOf(second);
    await ended;
    const made = size - Math.ceil((size - 7) / 100);
    expect(
      await count(`select count(*)::int as n, count(distinct import_row)::int as lines, count(${whole})::int as whole
      from ${rows} where practice_id = $1`),
    ).toEqual({ n: made, lines: made, whole: made });
    expect(await count(`select state, rows, created from ${word}_imports where practice_id = $1`)).toEqual({
      state: 'FINISHED',
      rows: size,
      created: made,
    });
    const errors = await readFile(`${file}.errors.csv`, 'utf8');
    expect(errors.split('\r\n')[1]).toBe('9,lastName,REQUIRED,"This field is required.",');
    expect(peak).toBeLessThan(memoryLimit);
    const audited = await count(`select sum(cardinality(object_ids))::int as n from audit_log
    where practice_id = $1 and object_type = '${word.toUpperCase()}' and operation = 'import${noun}s'`);
    expect(audited).toEqual({ n: made });

    const [row] = await story.database.query(`select id from ${word}_imports where practice_id = $1`, [practice.id]);
    const undo = `mutation ($id: ID!) { undone: undo${noun}Import(id: $id) { removed keptCount } }`;
    const { data } = await owner.graphql(undo, { id: row!.id });
    expect(data.undone).toEqual({ removed: made, keptCount: 0 });
    await rm(folder, { recursive: true });
  },
  300_000,
);
