import { column, type DerivedField, instant, type Shape } from '../../platform/reading/shape.js';

/** One field that a change touched; a protected one is named without its values. */
export interface ChangedField {
  field: string;
  from: unknown;
  to: unknown;
  isProtected: boolean;
}

type Kept = Record<string, { from: unknown; to: unknown } | true>;

function changedFields(text: unknown): ChangedField[] {
  const changes = typeof text === 'string' ? (JSON.parse(text) as Kept) : {};
  return Object.entries(changes).map(([field, change]) =>
    change === true
      ? { field, from: null, to: null, isProtected: true }
      : { field, from: change.from ?? null, to: change.to ?? null, isProtected: false },
  );
}

const jsonOf = (name: string, of: (text: unknown) => unknown): DerivedField => ({
  kind: 'derived',
  columns: { [name]: `{t}.${name}` },
  of: columns => of(columns[name]),
  group: 'entry',
});

/** A row of the audit log as it is read; the practice's own rows only. */
export const auditShape: Shape = {
  noun: 'auditEntry',
  objectType: 'AUDIT_ENTRY',
  from: 'audit_log',
  table: 'audit_log',
  groups: { entry: 'audit:read' },
  fields: {
    id: column('{t}.id', 'entry'),
    seq: column('{t}.seq::text', 'entry'),
    at: instant('{t}.at', 'entry'),
    actorKind: column('{t}.actor_kind', 'entry'),
    actorId: column('{t}.actor_id', 'entry'),
    roles: column('{t}.roles', 'entry'),
    sessionId: column('{t}.session_id', 'entry'),
    deviceId: column('{t}.device_id', 'entry'),
    ip: column('{t}.ip', 'entry'),
    userAgent: column('{t}.user_agent', 'entry'),
    channel: column('{t}.channel', 'entry'),
    operation: column('{t}.operation', 'entry'),
    action: column('{t}.action', 'entry'),
    objectType: column('{t}.object_type', 'entry'),
    objectIds: column('{t}.object_ids', 'entry'),
    changes: jsonOf('changes', changedFields),
    details: jsonOf('details', text => (typeof text === 'string' ? JSON.parse(text) : null)),
    outcome: column('{t}.outcome', 'entry'),
    code: column('{t}.code', 'entry'),
    requestId: column('{t}.request_id', 'entry'),
    reason: column('{t}.reason', 'entry'),
  },
  sorts: { at: { sql: '{t}.at', type: 'timestamptz' } },
};
