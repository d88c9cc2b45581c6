import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { AuditHeads } from '../../../src/platform/audit/audit-heads.js';

test('a head is kept in a data directory that nothing has made yet, as where database and keys come from outside', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'practice-crm-heads-'));
  try {
    const heads = new AuditHeads(join(parent, 'not', 'yet'), createSecretKey(randomBytes(32)));
    const head = { number: '1', hash: 'abc', lastSeq: '7', at: '2026-03-01T10:00:00.000Z' };
    await heads.append(head);
    expect(await heads.read()).toEqual([head]);
  } finally {
    rmSync(parent, { recursive: true });
  }
});
