import { scopeOf } from '../../platform/access/viewer.js';
import type { RequestContext } from '../../platform/context.js';
import { NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { observe } from '../../platform/use-case.js';
import { isId } from '../../platform/validation.js';
import type { ClientRecord } from './client.directory.js';

/** Reads client records; whose leads alone a viewer sees, those leads' clients alone it sees. */
export class ClientQueries {
  constructor(private readonly ground: Ground) {}

  /** One client; throws NotFoundError when there is none that the viewer may see. */
  one(ctx: RequestContext, id: string): Promise<ClientRecord> {
    const objectId = isId(id) ? id : undefined;
    const useCase = { operation: 'client', permission: 'client:read', action: 'READ', objectType: 'CLIENT' } as const;
    return observe(this.ground, ctx, { ...useCase, objectId }, async () => {
      const client = objectId ? await this.#find(ctx, objectId) : undefined;
      if (!client) throw new NotFoundError('CLIENT');
      return { value: client, report: { ids: [client.id] } };
    });
  }

  async #find(ctx: RequestContext, id: string): Promise<ClientRecord | undefined> {
    const isWhole = scopeOf(ctx.signedIn, 'client:read') === 'ALL';
    const { rows } = await this.ground.database.query<ClientRecord>(
      `select c.id, c.external_id as "externalId", c.display_name as "displayName", c.lead_id as "leadId", c.since
       from clients c
       where c.practice_id = $1 and c.id = $2 and ($3 or exists (
         select 1 from leads l where l.practice_id = c.practice_id and l.client_id = c.id and l.deleted_at is null
           and (l.assigned_to_id = $4 or l.created_by_id = $4)))`,
      [ctx.practiceId, id, isWhole, ctx.signedIn.id],
    );
    return rows[0] && { ...rows[0], since: new Date(rows[0].since) };
  }
}
