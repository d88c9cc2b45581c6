import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { PersonRecord } from '../modules/leads/lead.person-export.js';
import { RequestContext } from '../platform/context.js';
import { csvLine, escaped } from '../platform/csv/csv-cells.js';
import { type Command, UsageError } from './command.js';
import { print, withServices } from './with-services.js';

export const command: Command = {
  usage: 'export person ID [--out DIR]',
  summary: 'writes all that is held about a lead or contact as person-ID.json and .csv',
  async run(args) {
    const options = { out: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [id, ...more] = positionals;
    if (!id || more.length > 0) throw new UsageError('Exactly one id is needed.');
    const record = await withServices(async services => {
      const { rows } = await services.ground.database.query<{ practice_id: string; type: 'LEAD' | 'CONTACT' }>(
        `select practice_id, 'LEAD' as type from leads where id::text = $1
         union all select practice_id, 'CONTACT' from contacts where id::text = $1`,
        [id.toLowerCase()],
      );
      if (!rows[0]) throw new UsageError('There is no such lead or contact.');
      const ctx = RequestContext.system(rows[0].practice_id, 'cli');
      return services.personExport.exportPerson(ctx, id.toLowerCase(), rows[0].type);
    });
    const path = join(values.out ?? '.', `person-${id.toLowerCase()}`);
    await writePerson(path, record);
    print({ json: `${path}.json`, csv: `${path}.csv` });
    return 0;
  },
};

/** Writes the record as `path.json` and `path.csv`, for the eyes of whoever runs this only. */
export async function writePerson(path: string, record: PersonRecord): Promise<void> {
  await writeFile(`${path}.json`, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  await writeFile(`${path}.csv`, csvOf(record), { mode: 0o600 });
}

/** One line a value: where it is held, of which record, which field. */
function csvOf(record: PersonRecord): string {
  const lines = [['section', 'record', 'field', 'value']];
  for (const [section, rows] of Object.entries(record)) {
    for (const [at, row] of rows.entries()) {
      for (const [field, value] of Object.entries(row)) lines.push([section, String(at + 1), field, textOf(value)]);
    }
  }
  return lines.map(csvLine).join('');
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return escaped(typeof value === 'object' ? JSON.stringify(value) : String(value));
}
