import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { RequestContext } from '../platform/context.js';
import { csvFile } from '../platform/csv/csv-source.js';
import type { ImportIssue } from '../platform/importing/import-ledger.js';
import type { Importer, ImportReport } from '../platform/importing/importer.js';
import { StartError } from '../platform/process/start-error.js';
import type { Services } from '../server/services.js';
import { type Command, UsageError } from './command.js';
import { practiceOf } from './practice-choice.js';
import { Progress } from './progress.js';
import { print, withServices } from './with-services.js';

const options = {
  practice: { type: 'string' },
  'dry-run': { type: 'boolean' },
  force: { type: 'boolean' },
  'on-duplicate': { type: 'string' },
} as const;

/** The rows of one noun: `leads`, of which an error file names the one that is there as `leadId`. */
interface Importable {
  rows: string;
  existingId: `${string}Id`;
  importer(services: Services): Pick<Importer, 'run' | 'allIssues'>;
}

export const importing = (importable: Importable): Command => ({
  usage: `import ${importable.rows} FILE [--dry-run] [--on-duplicate R]`,
  summary: `adds ${importable.rows} from CSV; refused rows go to FILE.errors.csv (R: skip, accept, reject)`,
  run: args => importFile(importable, args),
});

async function importFile({ rows, existingId, importer }: Importable, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [file, ...more] = positionals;
  if (!file || more.length > 0) throw new UsageError('Exactly one file is needed.');
  await access(file, constants.R_OK).catch(() => {
    throw new StartError(`${file} can't be read.`);
  });
  const report = await withServices(async services => {
    const ctx = RequestContext.system(await practiceOf(services, values.practice), 'cli');
    const source = await csvFile(file);
    const progress = new Progress(values['dry-run'] ? 'Checking' : 'Importing');
    const asked = { dryRun: values['dry-run'], force: values.force, onDuplicate: values['on-duplicate'] };
    const imports = importer(services);
    const done = await imports.run(ctx, source, asked, state => progress.show(state.share, noteOf(rows, state)));
    progress.end(noteOf(rows, done));
    await writeErrors(`${file}.errors.csv`, done, imports.allIssues(ctx, done), existingId);
    return done;
  });
  const { issues, ...counts } = report;
  print({ ...counts, errorFile: issues.length > 0 ? `${file}.errors.csv` : null });
  return report.failed > 0 ? 1 : 0;
}

function noteOf(what: string, { rows, created, failed }: Pick<ImportReport, 'rows' | 'created' | 'failed'>): string {
  return `${rows} rows, ${created} ${what}, ${failed} refused`;
}

/** Names rows and columns, never values: the file itself has those. */
async function writeErrors(
  path: string,
  report: ImportReport,
  issues: AsyncIterable<ImportIssue>,
  existingId: Importable['existingId'],
): Promise<void> {
  if (report.issues.length === 0) return;
  const out = createWriteStream(path, { mode: 0o600 });
  out.write(`line,column,code,message,${existingId}\r\n`);
  for await (const issue of issues) {
    const { line, path: column, code, message } = issue;
    const cells = [line, column, code, `"${message.replaceAll('"', '""')}"`, issue[existingId] ?? ''];
    if (!out.write(`${cells.join(',')}\r\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}
