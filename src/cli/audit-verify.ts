import { AuditHeads } from '../platform/audit/audit-heads.js';
import { auditKey } from '../platform/audit/audit-row.js';
import { type AuditReport, verifyAudit } from '../platform/audit/audit-verifier.js';
import { RequestContext } from '../platform/context.js';
import type { Command } from './command.js';
import { print, withServices } from './with-services.js';

export const command: Command = {
  usage: 'audit verify',
  summary: 'exit 0 when the audit log is sound, else 1 and the first bad row',
  async run() {
    const report = await withServices(async ({ ground }, { blindIndexKey, dataDir }) => {
      const key = auditKey(blindIndexKey);
      const found = await verifyAudit({ database: ground.database, key, heads: new AuditHeads(dataDir, key) });
      const details = { isSound: found.isSound, rows: found.rows };
      const call = { operation: 'verifyAuditLog', action: 'VERIFY', objectType: 'AUDIT_LOG', objectIds: [] } as const;
      await ground.audit.append(new RequestContext({ channel: 'cli' }), {
        ...call,
        objectIds: [],
        outcome: 'SUCCEEDED',
        details,
      });
      return found;
    });
    print(sentence(report));
    return report.isSound ? 0 : 1;
  },
};

function sentence({ fault, rows, blocks, unsealedRows, isEndWitnessed }: AuditReport): string {
  if (fault) return `The audit log is NOT sound. First bad row: ${JSON.stringify(fault)}`;
  const end = isEndWitnessed ? '' : ' No signed head was found in the data directory, so a cut end would go unseen.';
  return `The audit log is sound: ${rows} rows, ${blocks} blocks, ${unsealedRows} rows not yet sealed.${end}`;
}
