import { newId } from '../../platform/clock.js';
import type { SealPlace } from '../../platform/encryption/cipher.js';
import type { Ground } from '../../platform/ground.js';
import type { VerificationAnswer, VerificationRecord } from './insurance.billing.js';

type Row = Omit<VerificationRecord, 'reason'> & { sealedReason: string | null };

const columns = 'id, lead_id as "leadId", status, method, sealed_reason as "sealedReason", verified_at as "verifiedAt"';

/** The insurance checks this database knows, whoever made them. */
export class InsuranceService {
  constructor(private readonly ground: Ground) {}

  async find(practiceId: string, id: string): Promise<VerificationRecord | null> {
    const { rows } = await this.ground.database.query<Row>(
      `select ${columns} from insurance_verifications where practice_id = $1 and id = $2`,
      [practiceId, id],
    );
    return rows[0] ? this.#open(practiceId, rows[0]) : null;
  }

  async findByKey(practiceId: string, idempotencyKey: string): Promise<VerificationRecord | null> {
    const { rows } = await this.ground.database.query<Row>(
      `select ${columns} from insurance_verifications where practice_id = $1 and idempotency_key = $2`,
      [practiceId, idempotencyKey],
    );
    return rows[0] ? this.#open(practiceId, rows[0]) : null;
  }

  /** Adds a check once per key; whoever comes second gets the first one's answer. */
  async keep(
    practiceId: string,
    leadId: string,
    answer: VerificationAnswer,
    idempotencyKey: string,
  ): Promise<VerificationRecord> {
    const id = newId();
    const now = this.ground.clock.now();
    const reason = answer.reason === null ? null : this.ground.cipher.seal(placeOf(practiceId, id), answer.reason);
    await this.ground.database.query(
      `insert into insurance_verifications (id, practice_id, created_at, updated_at, external_id, idempotency_key,
         lead_id, status, method, sealed_reason, verified_at)
       values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`,
      [
        id,
        practiceId,
        now,
        answer.externalId,
        idempotencyKey,
        leadId,
        answer.status,
        answer.method,
        reason,
        answer.status === 'VERIFIED' ? now : null,
      ],
    );
    return (await this.findByKey(practiceId, idempotencyKey))!;
  }

  #open(practiceId: string, { sealedReason, ...row }: Row): VerificationRecord {
    const place = placeOf(practiceId, row.id);
    // The database's times come as text.
    const verifiedAt = row.verifiedAt && new Date(row.verifiedAt);
    return {
      ...row,
      verifiedAt,
      reason: sealedReason === null ? null : this.ground.cipher.open<string>(place, sealedReason),
    };
  }
}

const placeOf = (practiceId: string, rowId: string): SealPlace => ({
  practiceId,
  table: 'insurance_verifications',
  column: 'sealed_reason',
  rowId,
});
