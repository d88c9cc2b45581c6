import { permissions } from '../../platform/access/role-matrix.js';
import { scopeOf, type Viewer } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import { isoText } from '../../platform/database/columns.js';
import { NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import type { PlainRow } from '../../platform/reading/selection.js';
import { auditFailure, observe, type UseCase } from '../../platform/use-case.js';
import { isId } from '../../platform/validation.js';
import type { PracticeQueries } from '../practices/practice.queries.js';

/** Lists here are as long as a practice's staff; this cap only keeps a mistake from growing without end. */
const cap = 1000;

const memberColumns = `m.id, m.version, ${isoText('m.created_at')} as "createdAt", ${isoText('m.updated_at')} as "updatedAt", m.email, m.name,
  m.roles, m.is_active as "isActive", m.time_zone as "timeZone", m.is_second_factor_confirmed as "hasSecondFactor"`;

const byline = `case when m.id is null then null else json_build_object('id', m.id, 'name', m.name) end as staff`;

const sessionColumns = `s.id, ${isoText('s.created_at')} as "createdAt", ${isoText('s.last_used_at')} as "lastUsedAt", ${isoText('s.expires_at')} as "expiresAt",
  s.ip, s.user_agent as "userAgent", s.device_id as "deviceId", ${byline}`;

const openSessions = `
  select ${sessionColumns} from sessions s join staff_members m on m.id = s.staff_id
  where s.practice_id = $1 and ($2::uuid is null or s.staff_id = $2) and s.revoked_at is null and s.expires_at > $3
  order by s.created_at desc, s.id limit ${cap}`;

const knownDevices = `
  select d.id, ${isoText('d.first_seen_at')} as "firstSeenAt", ${isoText('d.last_seen_at')} as "lastSeenAt", d.ip, d.addresses,
    d.user_agent as "userAgent", ${byline}
  from devices d join staff_members m on m.id = d.staff_id
  where d.practice_id = $1 and ($2::uuid is null or d.staff_id = $2)
  order by d.last_seen_at desc, d.id limit ${cap}`;

const allKeys = `
  select k.id, k.version, ${isoText('k.created_at')} as "createdAt", k.name, k.prefix, k.permissions, ${isoText('k.expires_at')} as "expiresAt",
    ${isoText('k.last_used_at')} as "lastUsedAt", ${isoText('k.revoked_at')} as "revokedAt", json_build_object('id', m.id, 'name', m.name) as "createdBy"
  from api_keys k left join staff_members m on m.id = k.created_by_id
  where k.practice_id = $1 and ($2::uuid is null or k.id = $2) order by k.created_at desc, k.id limit ${cap}`;

/** Reads of accounts, sessions, devices and keys; each names in the log what it returned. */
export class StaffQueries {
  constructor(
    readonly ground: Ground,
    readonly practices: PracticeQueries,
  ) {}

  /** Who the caller is, what it may do, and its practice. */
  async viewer(ctx: RequestContext): Promise<PlainRow> {
    const useCase = { operation: 'viewer', action: 'READ', objectType: 'STAFF_MEMBER' } as const;
    return auditFailure(this.ground, ctx, useCase, async () => {
      const row = await this.describe(ctx.signedIn);
      await this.ground.audit.append(ctx, { ...useCase, objectIds: [ctx.signedIn.id], outcome: 'SUCCEEDED' });
      return row;
    });
  }

  /** The same for a viewer known already; part of a call that its own use case audits. */
  async describe(viewer: Viewer): Promise<PlainRow> {
    const [practice, self] = await Promise.all([this.practices.ofViewer(viewer), this.#self(viewer)]);
    const granted = permissions.filter(permission => scopeOf(viewer, permission) !== 'NONE');
    return { ...self, id: viewer.id, kind: viewer.kind, roles: viewer.roles, permissions: granted, practice };
  }

  async staff(ctx: RequestContext): Promise<PlainRow[]> {
    const statement = `select ${memberColumns} from staff_members m where m.practice_id = $1 order by m.name, m.id limit ${cap}`;
    return this.#list(ctx, called('staff', 'staff:read', 'STAFF_MEMBER'), statement, [ctx.viewer?.practiceId]);
  }

  /** One member, read again after a change that is audited itself. */
  async member(ctx: RequestContext, id: string): Promise<PlainRow> {
    const statement = `select ${memberColumns} from staff_members m where m.practice_id = $1 and m.id = $2`;
    const { rows } = await this.ground.database.query<PlainRow>(statement, [ctx.practiceId, id]);
    if (!rows[0]) throw new NotFoundError('STAFF_MEMBER');
    return rows[0];
  }

  /** Open sessions of the practice, newest first. */
  async sessions(ctx: RequestContext): Promise<PlainRow[]> {
    const values = [ctx.viewer?.practiceId, null, this.ground.clock.now()];
    return this.#list(ctx, called('sessions', 'session:read', 'SESSION'), openSessions, values);
  }

  /** Devices of one member, or of all; an id that is nobody's here gives an empty list. */
  async devices(ctx: RequestContext, staffId?: string | null): Promise<PlainRow[]> {
    const ofNobody = staffId != null && !isId(staffId);
    const values = [ctx.viewer?.practiceId, ofNobody ? ctx.viewer?.practiceId : (staffId ?? null)];
    return this.#list(ctx, called('devices', 'session:read', 'DEVICE'), knownDevices, values);
  }

  async apiKeys(ctx: RequestContext): Promise<PlainRow[]> {
    return this.#list(ctx, called('apiKeys', 'apiKey:read', 'API_KEY'), allKeys, [ctx.viewer?.practiceId, null]);
  }

  /** One key, read again after a change that is audited itself. */
  async apiKey(ctx: RequestContext, id: string): Promise<PlainRow> {
    const { rows } = await this.ground.database.query<PlainRow>(allKeys, [ctx.practiceId, id]);
    if (!rows[0]) throw new NotFoundError('API_KEY');
    return rows[0];
  }

  #list(ctx: RequestContext, useCase: UseCase, statement: string, values: unknown[]): Promise<PlainRow[]> {
    return observe(this.ground, ctx, useCase, async () => {
      const { rows } = await this.ground.database.query<PlainRow>(statement, values);
      return { value: rows, report: { ids: rows.map(row => row.id as string) } };
    });
  }

  async #self(viewer: Viewer): Promise<PlainRow> {
    if (viewer.kind === 'API_KEY') {
      const { rows } = await this.ground.database.query<PlainRow>('select name from api_keys where id = $1', [
        viewer.id,
      ]);
      return { ...rows[0], hasSecondFactor: false, sessions: [], devices: [] };
    }
    const own = [viewer.practiceId, viewer.id];
    const [member, sessions, devices] = await Promise.all([
      this.ground.database.query<PlainRow>(
        `select ${memberColumns} from staff_members m where m.practice_id = $1 and m.id = $2`,
        own,
      ),
      this.ground.database.query<PlainRow>(openSessions, [...own, this.ground.clock.now()]),
      this.ground.database.query<PlainRow>(knownDevices, own),
    ]);
    return { ...member.rows[0], sessions: sessions.rows, devices: devices.rows };
  }
}

const called = (operation: string, permission: UseCase['permission'], objectType: string): UseCase => ({
  operation,
  permission,
  action: 'READ',
  objectType,
});
