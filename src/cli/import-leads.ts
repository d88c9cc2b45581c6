import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { ImportReport } from '../modules/leads/lead.import.js';
import type { ImportIssue } from '../modules/leads/lead.import-ledger.js';
import { RequestContext } from '../platform/context.js';
import { csvFile } from '../platform/csv/csv-source.js';
import { StartError } from '../platform/process/start-error.js';
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

export const command: Command = {
  usage: 'import leads FILE [--dry-run] [--on-duplicate R]',
  summary: 'adds leads from CSV; refused rows go to FILE.errors.csv (R: skip, accept, reject)',
  async run(args) {
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
      const done = await services.leadImport.run(ctx, source, asked, state =>
        progress.show(state.share, noteOf(state)),
      );
      progress.end(noteOf(done));
      await writeErrors(`${file}.errors.csv`, done, services.leadImport.allIssues(ctx, done));
      return done;
    });
    const { issues, ...counts } = report;
    print({ ...counts, errorFile: issues.length > 0 ? `${file}.errors.csv` : null });
    return report.failed > 0 ? 1 : 0;
  },
};

function noteOf({ rows, created, failed }: Pick<ImportReport, 'rows' | 'created' | 'failed'>): string {
  return `${rows} rows, ${created} leads, ${failed} refused`;
}

/** Names rows and columns, never values: the file itself has those. */
async function writeErrors(path: string, report: ImportReport, issues: AsyncIterable<ImportIssue>): Promise<void> {
  if (report.issues.length === 0) return;
  const out = createWriteStream(path, { mode: 0o600 });
  out.write('line,column,code,message,leadId\r\n');
  for await (const { line, path: column, code, message, leadId } of issues) {
    const cells = [line, column, code, `"${message.replaceAll('"', '""')}"`, leadId ?? ''];
    if (!out.write(`${cells.join(',')}\r\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}
