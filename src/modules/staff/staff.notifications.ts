import { newId } from '../../platform/clock.js';
import type { RequestContext } from '../../platform/context.js';
import { isoText } from '../../platform/database/columns.js';
import { ForbiddenError, NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import type { PlainRow } from '../../platform/reading/selection.js';
import { auditFailure, transact, type UnitOfWork } from '../../platform/use-case.js';
import { isId } from '../../platform/validation.js';
import type { StaffMessaging } from './staff.messaging.js';

/** Something a member of staff must know of; the text names no person in care, unless it stays here. */
export interface Notice {
  kind: string;
  text: string;
  objectType: string;
  objectId: string;
  /** Only read here: it is not handed on to the messaging module. */
  isKeptHere?: boolean;
}

const add = `
  insert into staff_notifications (id, practice_id, staff_id, kind, text, object_type, object_id, created_at, delivered_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

const ofViewer = `
  select id, kind, text, object_type as "objectType", object_id as "objectId", ${isoText('created_at')} as "createdAt", ${isoText('read_at')} as "readAt"
  from staff_notifications where practice_id = $1 and staff_id = $2 and ($3::uuid is null or id = $3)
  order by created_at desc, id desc limit 100`;

const undelivered = `
  select n.id, n.staff_id as "staffId", m.email, n.kind, n.text, n.object_type as "objectType", n.object_id as "objectId",
    ${isoText('n.created_at')} as "createdAt"
  from staff_notifications n join staff_members m on m.id = n.staff_id
  where n.delivered_at is null and n.created_at > $1 order by n.created_at limit 100`;

const deliveredWithinMs = 24 * 3600 * 1000;

/** Notices to staff: kept here for the person to read, and handed on to the messaging module where there is one. */
export class StaffNotifications {
  constructor(
    readonly ground: Ground,
    readonly messaging: StaffMessaging,
  ) {}

  /** Tells every active owner, within the change that it tells of. */
  async notifyOwners(unit: UnitOfWork, notice: Notice): Promise<void> {
    const owners = await unit.sql<{ id: string }>(
      `select id from staff_members where practice_id = $1 and is_active and 'OWNER' = any(roles) order by id`,
      [unit.ctx.practiceId],
    );
    for (const { id } of owners) await this.notify(unit, id, notice);
  }

  /** Tells one member, within the change that it tells of. */
  async notify(unit: UnitOfWork, staffId: string, notice: Notice): Promise<void> {
    const { kind, text, objectType, objectId, isKeptHere } = notice;
    const now = this.ground.clock.now();
    const delivered = isKeptHere ? now : null;
    await unit.sql(add, [newId(), unit.ctx.practiceId, staffId, kind, text, objectType, objectId, now, delivered]);
  }

  /** Tells the first of these who works here, else every owner. */
  async notifyFirst(unit: UnitOfWork, staffIds: (string | null)[], notice: Notice): Promise<void> {
    const [first] = await unit.sql<{ id: string }>(
      `select id from staff_members where practice_id = $1 and is_active and id = any($2::uuid[])
       order by array_position($2::uuid[], id) limit 1`,
      [unit.ctx.practiceId, staffIds.filter(id => id !== null)],
    );
    if (first) await this.notify(unit, first.id, notice);
    else await this.notifyOwners(unit, notice);
  }

  /** The viewer's own last hundred notices, newest first. */
  async ofViewer(ctx: RequestContext): Promise<PlainRow[]> {
    const useCase = { operation: 'notifications', action: 'READ', objectType: 'NOTIFICATION' } as const;
    return auditFailure(this.ground, ctx, useCase, async () => {
      const { practiceId, id } = ctx.signedIn;
      const { rows } = await this.ground.database.query<PlainRow>(ofViewer, [practiceId, id, null]);
      const objectIds = rows.map(row => row.id as string);
      await this.ground.audit.append(ctx, { ...useCase, objectIds, outcome: 'SUCCEEDED' });
      return rows;
    });
  }

  /** Marks one of the viewer's notices as read; resolves to it. */
  async markRead(ctx: RequestContext, id: string): Promise<PlainRow> {
    const objectId = isId(id) ? id : undefined;
    const useCase = {
      operation: 'markNotificationRead',
      action: 'UPDATE',
      objectType: 'NOTIFICATION',
      objectId,
    } as const;
    return auditFailure(this.ground, ctx, useCase, async () => {
      const { practiceId, id: staffId, kind } = ctx.signedIn;
      if (kind !== 'STAFF') throw new ForbiddenError('Only a person has notifications.');
      return transact(this.ground, ctx, { ...useCase, permission: 'session:read' }, async unit => {
        if (!objectId) throw new NotFoundError('NOTIFICATION');
        const own = [practiceId, staffId, objectId];
        await unit.sql(
          'update staff_notifications set read_at = coalesce(read_at, $4) where practice_id = $1 and staff_id = $2 and id = $3',
          [...own, this.ground.clock.now()],
        );
        const [row] = await unit.sql<PlainRow>(ofViewer, own);
        if (!row) throw new NotFoundError('NOTIFICATION');
        unit.record(objectId);
        return row;
      });
    });
  }

  /** Hands on what is not handed on yet; for the worker, which comes back for what fails. Returns how many went. */
  async deliver(): Promise<number> {
    const now = this.ground.clock.now();
    const since = new Date(now.getTime() - deliveredWithinMs);
    const { rows } = await this.ground.database.query<Notice & { id: string; staffId: string; email: string }>(
      undelivered,
      [since],
    );
    let sent = 0;
    for (const notice of rows) {
      try {
        await this.messaging.deliver(notice);
        await this.ground.database.query('update staff_notifications set delivered_at = $2 where id = $1', [
          notice.id,
          now,
        ]);
        sent += 1;
      } catch (error) {
        this.ground.logger.warn({ err: error, notificationId: notice.id }, 'a notification could not be handed on');
      }
    }
    return sent;
  }
}
