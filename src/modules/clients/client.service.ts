import { newId } from '../../platform/clock.js';
import { violates } from '../../platform/database/failures.js';
import type { Ground } from '../../platform/ground.js';
import type { ClientRecord } from './client.directory.js';

type NewClient = Pick<ClientRecord, 'externalId' | 'displayName' | 'leadId' | 'since'>;

const columns = 'id, external_id as "externalId", display_name as "displayName", lead_id as "leadId", since';

/** The clients this database knows: the built-in module's own, or the shadows of an external one's. */
export class ClientService {
  constructor(private readonly ground: Ground) {}

  async find(practiceId: string, id: string): Promise<ClientRecord | null> {
    const { rows } = await this.ground.database.query<ClientRecord>(
      `select ${columns} from clients where practice_id = $1 and (id::text = $2 or external_id = $2)`,
      [practiceId, id],
    );
    return rows[0] ? read(rows[0]) : null;
  }

  /** Adds a client once per key, lead and external id; whoever comes second gets the first one's row. */
  async keep(practiceId: string, client: NewClient, idempotencyKey: string): Promise<ClientRecord> {
    const { rows } = await this.ground.database.query<ClientRecord>(
      `with added as (
         insert into clients (id, practice_id, created_at, updated_at, external_id, display_name, lead_id, since, idempotency_key)
         values ($1, $2, $3, $3, $4, $5, $6, $7, $8) on conflict do nothing returning *
       )
       select ${columns} from added
       union all
       select ${columns} from clients
       where practice_id = $2 and (idempotency_key = $8 or lead_id = $6 or external_id = $4) limit 1`,
      [
        newId(),
        practiceId,
        this.ground.clock.now(),
        client.externalId,
        client.displayName,
        client.leadId,
        client.since,
        idempotencyKey,
      ],
    );
    // A rival's row committed during the statement is in the next snapshot only.
    return rows[0] ? read(rows[0]) : this.keep(practiceId, client, idempotencyKey);
  }

  /** Remembers which interactions a client record has been handed. */
  async keepHistory(practiceId: string, clientId: string, interactionIds: string[]): Promise<void> {
    await this.ground.database.query(
      `insert into client_history (practice_id, client_id, interaction_id, handed_over_at)
       select $1, $2, entry, $4 from unnest($3::uuid[]) as entry on conflict do nothing`,
      [practiceId, clientId, interactionIds, this.ground.clock.now()],
    );
  }

  /** A client that came without a lead gets its first one. */
  async linkLead(practiceId: string, clientId: string, leadId: string): Promise<void> {
    try {
      await this.ground.database.query(
        `update clients set lead_id = $3, version = version + 1, updated_at = $4
         where practice_id = $1 and id = $2 and lead_id is null`,
        [practiceId, clientId, leadId, this.ground.clock.now()],
      );
    } catch (error) {
      if (!violates(error, 'clients_lead_id_key')) throw error;
    }
  }
}

/** The database's times come as text. */
const read = (row: ClientRecord): ClientRecord => ({ ...row, since: new Date(row.since) });
