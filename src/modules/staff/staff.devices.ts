import { createHash } from 'node:crypto';
import type { RequestContext } from '../../platform/context.js';
import type { UnitOfWork } from '../../platform/use-case.js';

/** A UUID (version 8) that is always the same for the same parts. */
export function uuidOf(...parts: string[]): string {
  const bytes = createHash('sha256').update(parts.join('\n')).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The id of a member's device: what it says of itself, apart for each member. */
export const deviceIdOf = (staffId: string, ctx: RequestContext): string =>
  uuidOf('device', staffId, ctx.deviceId ?? ctx.userAgent ?? 'unknown');

const most = 50;

/** Notes that a device was seen, within a unit; a new device or address gets an audit row of its own. */
export async function noteDevice(unit: UnitOfWork, staffId: string, deviceId: string, now: Date): Promise<void> {
  const { ip, userAgent, practiceId } = unit.ctx;
  const [known] = await unit.sql<{ addresses: string[] }>(
    'select addresses from devices where id = $1 and practice_id = $2 for update',
    [deviceId, practiceId],
  );
  const isNewAddress = ip !== null && !known?.addresses.includes(ip);
  const addresses = isNewAddress ? [ip, ...(known?.addresses ?? [])].slice(0, most) : (known?.addresses ?? []);
  await unit.sql(
    `insert into devices as d (id, practice_id, staff_id, ip, addresses, user_agent, first_seen_at, last_seen_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7)
     on conflict (id) do update set ip = coalesce($4, d.ip), addresses = $5,
       user_agent = coalesce($6, d.user_agent), last_seen_at = greatest(d.last_seen_at, $7)`,
    [deviceId, practiceId, staffId, ip, addresses, userAgent, now],
  );
  if (known && !isNewAddress) return;
  unit.record(deviceId, undefined, {
    action: known ? 'UPDATE' : 'CREATE',
    objectType: 'DEVICE',
    details: { isNewDevice: !known, isNewAddress },
  });
}
