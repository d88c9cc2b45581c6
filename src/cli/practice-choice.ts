import type { Services } from '../server/services.js';
import { UsageError } from './command.js';

/** The practice a command works on: the one named by id or name, or the only one there is. */
export async function practiceOf({ ground }: Services, named: string | undefined): Promise<string> {
  const { rows } = await ground.database.query<{ id: string; name: string }>(
    'select id, name from practices where $1::text is null or id::text = $1 or name = $1 order by name limit 20',
    [named ?? null],
  );
  if (rows.length === 1) return rows[0]!.id;
  if (rows.length === 0) throw new UsageError(named ? 'There is no such practice.' : 'There is no practice yet.');
  const names = rows.map(({ id, name }) => `  ${id}  ${name}`).join('\n');
  throw new UsageError(`There are several practices; name one with --practice:\n${names}`);
}
