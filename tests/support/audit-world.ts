import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Viewer } from '../../src/platform/access/viewer.js';
import type { AuditEntry } from '../../src/platform/audit/audit-entry.js';
import { AuditHeads } from '../../src/platform/audit/audit-heads.js';
import { auditKey } from '../../src/platform/audit/audit-row.js';
import { AuditSealer } from '../../src/platform/audit/audit-sealer.js';
import { verifyAudit } from '../../src/platform/audit/audit-verifier.js';
import { AuditWriter } from '../../src/platform/audit/audit-writer.js';
import { RequestContext } from '../../src/platform/context.js';
import { Database } from '../../src/platform/database/database.js';
import { createCipher } from '../../src/platform/encryption/cipher.js';
import type { Ground } from '../../src/platform/ground.js';
import { createDatabase } from './database.js';

/** A log of its own with all that works on it, and a clock that the test may set. */
export async function auditWorld(options: { blockLimit?: number } = {}) {
  const files = await createDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'audit-test-'));
  const master = randomBytes(32);
  const key = auditKey(master);
  const time = { now: null as Date | null };
  const clock = { now: () => time.now ?? new Date() };
  const logger = pino({ enabled: false });
  const database = await Database.open({ url: files.adminUrl, role: 'crm_app', entities: [] });
  const audit = new AuditWriter({ database, key, clock, logger });
  const heads = new AuditHeads(dataDir, key);
  const sealer = new AuditSealer({ database, key, heads, clock, logger, ...options });
  const cipher = createCipher({ encryption: [{ id: 'k1', key: randomBytes(32) }], blindIndex: master });
  const ground = { database, audit, clock, logger, cipher } as unknown as Ground;
  const practiceId = randomUUID();
  const viewer: Viewer = { kind: 'STAFF', id: randomUUID(), practiceId, roles: ['OWNER'], sessionId: randomUUID() };
  return {
    files,
    dataDir,
    key,
    time,
    clock,
    logger,
    database,
    audit,
    heads,
    sealer,
    ground,
    practiceId,
    viewer,
    context: (parts: Partial<ConstructorParameters<typeof RequestContext>[0]> = {}) =>
      new RequestContext({ channel: 'graphql', viewer, ip: '192.0.2.7', userAgent: 'test', ...parts }),
    /** Seals all that is written; a transaction of any other database on the server may hold that up a little. */
    seal: async () => {
      const unsealed = 'select 1 from audit_log a where not exists (select from audit_blocks b where b.seqs @> a.seq)';
      let sealed = 0;
      do {
        sealed += await sealer.seal();
      } while ((await files.query(unsealed)).length > 0);
      return sealed;
    },
    /** Nothing written yet; far cheaper than another database. */
    reset: async () => {
      await files.query('truncate audit_log, audit_blocks, audit_tombstones, audit_holds, outbox restart identity');
      await rm(heads.path, { force: true });
    },
    verify: () => verifyAudit({ database, key, heads }),
    close: async () => {
      await sealer.stop();
      await database.close();
      await files.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export type AuditWorld = Awaited<ReturnType<typeof auditWorld>>;

export function readEntry(parts: Partial<AuditEntry> = {}): AuditEntry {
  return {
    operation: 'leads',
    action: 'READ',
    objectType: 'LEAD',
    objectIds: [randomUUID()],
    outcome: 'SUCCEEDED',
    ...parts,
  };
}
