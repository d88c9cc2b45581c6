import { randomBytes } from 'node:crypto';
import { LeadQueries } from '../../src/modules/leads/lead.queries.js';
import type { Role } from '../../src/platform/access/roles.js';
import type { AuditEntry } from '../../src/platform/audit/audit-entry.js';
import { newId } from '../../src/platform/clock.js';
import { RequestContext } from '../../src/platform/context.js';
import { Database } from '../../src/platform/database/database.js';
import { createCipher } from '../../src/platform/encryption/cipher.js';
import type { Ground } from '../../src/platform/ground.js';
import { createDatabase } from './database.js';

type Columns = Record<string, unknown>;

/** The read path over a database of its own, with rows put there behind its back and an audit log that remembers. */
export async function readingWorld() {
  const files = await createDatabase();
  const database = await Database.open({ url: files.adminUrl, role: 'crm_app', entities: [], poolSize: 4 });
  const cipher = createCipher({ encryption: [{ id: 'k1', key: randomBytes(32) }], blindIndex: randomBytes(32) });
  const clock = { time: new Date('2026-03-01T12:00:00.000Z'), now: () => clock.time };
  const entries: AuditEntry[] = [];
  const audit = { append: async (_: RequestContext, ...more: AuditEntry[]) => void entries.push(...more) };
  const ground = { database, cipher, clock, audit } as unknown as Ground;

  const insert = async (table: string, columns: Columns): Promise<string> => {
    const row: Columns = { id: newId(), created_at: clock.time, updated_at: clock.time, version: 1, ...columns };
    const names = Object.keys(row);
    const places = names.map((_, index) => `$${index + 1}`);
    await files.query(`insert into ${table} (${names.join(', ')}) values (${places.join(', ')})`, Object.values(row));
    return row.id as string;
  };

  /** A practice with one person per role; `put` adds rows to it. */
  const practice = async () => {
    const key = randomBytes(8).toString('hex');
    const id = await insert('practices', { name: 'P', time_zone: 'UTC', form_key: key, postmark_webhook_key: key });
    const put = (table: string, columns: Columns) => insert(table, { practice_id: id, ...columns });
    const member = (name: string) => put('staff_members', { name, email: `${newId()}@example.com`, roles: [] });
    const lead = (columns: Columns = {}) => {
      const { first_name: first = 'Ada', last_name: last = 'Abbott' } = columns;
      const names = { first_name: first, last_name: last, name_key: `${last} ${first}`.toLowerCase() };
      return put('leads', { source: 'WEBSITE', ...names, ...columns });
    };
    const seal = async (lead: string, column: string, value: unknown) => {
      const sealed = cipher.seal({ practiceId: id, table: 'leads', column, rowId: lead }, value);
      await files.query(`update leads set ${column} = $2 where id = $1`, [lead, sealed]);
    };
    const staff = await member('Sam Staff');
    const as = (role: Role, viewerId = staff) =>
      new RequestContext({
        channel: 'graphql',
        viewer: { kind: 'STAFF', id: viewerId, practiceId: id, roles: [role] },
      });
    return { id, staff, put, member, lead, seal, as };
  };

  /** How many statements the work sends to the database. */
  const statements = async (work: () => Promise<unknown>): Promise<number> => {
    const { pool } = database;
    const { query } = pool;
    let count = 0;
    pool.query = ((...args: Parameters<typeof query>) => {
      count++;
      return query.apply(pool, args);
    }) as typeof query;
    try {
      await work();
    } finally {
      pool.query = query;
    }
    return count;
  };

  return {
    files,
    database,
    cipher,
    clock,
    entries,
    practice,
    statements,
    leads: new LeadQueries(ground),
    close: async () => {
      await database.close();
      await files.drop();
    },
  };
}

export type ReadingWorld = Awaited<ReturnType<typeof readingWorld>>;
export type ReadingPractice = Awaited<ReturnType<ReadingWorld['practice']>>;
