import type { RunSql } from '../../platform/database/transaction.js';
import type { PersonRef } from '../consents/consent.vocabulary.js';
import type { MailPurpose } from '../templates/template.vocabulary.js';
import { audienceStatement } from './delivery.freezing.js';

/** An email campaign that is sent member by member. */
export interface JoinedMailing {
  practiceId: string;
  emailCampaignId: string;
  purpose: MailPurpose;
  topicKey: string | null;
  /** That the person is a member tells of a protected field. */
  isSensitive: boolean;
}

/** PRESENT: the person stands in its ledger already. */
export type Joining = 'PENDING' | 'SUPPRESSED' | 'PRESENT';

const nobody = {
  text: 'select null::text as person_type, null::uuid as person_id, false as is_sensitive where false',
  values: [],
  isSensitive: false,
};

/** Writes one person into the ledger of an email campaign under way, by the rules of a freeze. */
export async function joinMailing(run: RunSql, mailing: JoinedMailing, { type, id }: PersonRef): Promise<Joining> {
  const { practiceId, emailCampaignId, isSensitive } = mailing;
  const person = 'select $1::text as person_type, $2::uuid as person_id, $3::boolean as is_sensitive';
  const included = { text: person, values: [type, id, isSensitive], isSensitive };
  const { text, values } = audienceStatement({ ...mailing, included, excluded: nobody });
  const at = values.length;
  const insert = `
    insert into deliveries (id, practice_id, email_campaign_id, created_at, updated_at, person_type, person_id,
      address_index, is_sensitive, state, reason)
    select gen_random_uuid(), $${at + 1}::uuid, $${at + 2}::uuid, now(), now(), a.person_type, a.person_id,
      -- who gets nothing leaves the address to somebody who may
      case when j.reason is null then a.address_index end, a.is_sensitive,
      case when j.reason is null then 'PENDING' else 'SUPPRESSED' end, j.reason
    from (${text}) a, lateral (select coalesce(a.reason, case when exists (select from deliveries d
      where d.email_campaign_id = $${at + 2}::uuid and d.address_index = a.address_index)
      then 'DUPLICATE_ADDRESS' end) as reason) j
    where a.person_type = $${at + 3}::text and a.person_id = $${at + 4}::uuid
    on conflict do nothing returning state`;
  const known = `select 1 from deliveries
    where practice_id = $1 and person_type = $2 and person_id = $3 and email_campaign_id = $4`;
  for (;;) {
    const [row] = await run<{ state: 'PENDING' | 'SUPPRESSED' }>(insert, [
      ...values,
      practiceId,
      emailCampaignId,
      type,
      id,
    ]);
    if (row) return row.state;
    // Without it somebody else of the same address came in between.
    if ((await run(known, [practiceId, type, id, emailCampaignId])).length > 0) return 'PRESENT';
  }
}
