import { z } from 'zod';
import { auditActions, auditOutcomes } from '../../platform/audit/audit.vocabulary.js';
import { id, instant, line, someOf } from '../../platform/validation.js';

const absent = <S extends z.ZodType>(schema: S) => schema.nullish().transform(value => value ?? undefined);

/** What a list of the log may be narrowed to; all that is given must hold. */
export const AuditFilterRules = z.strictObject({
  actorId: absent(id),
  action: absent(someOf(auditActions)),
  outcome: absent(someOf(auditOutcomes)),
  operation: absent(line(128)),
  objectType: absent(line(64)),
  objectId: absent(id),
  requestId: absent(line(128)),
  channel: absent(line(16)),
  from: absent(instant),
  to: absent(instant),
});
export type AuditFilterInput = z.input<typeof AuditFilterRules>;
export type AuditFilter = Partial<z.output<typeof AuditFilterRules>>;
