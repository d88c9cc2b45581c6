import type { Sql } from '../../platform/reading/shape.js';

/** The figures that the ledger keeps of each email campaign, as rows name them. */
export const countNames = [
  ...['recipients', 'pending', 'claimed', 'sending', 'accepted', 'rejected', 'suppressed', 'cancelled', 'unknown'],
  ...['delivered', 'bounced', 'softBounced', 'complained', 'unsubscribed'],
  ...['opensTotal', 'opensUnique', 'opensHuman', 'opensScanner'],
  ...['clicksTotal', 'clicksUnique', 'clicksHuman', 'clicksScanner'],
];

/** The column of a figure. */
export const columnOf = (name: string): Sql => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

const segmentsOf = (alias: string) => `from email_campaign_segments s
  where s.practice_id = ${alias}.practice_id and s.email_campaign_id = ${alias}.id`;

/** True of an email campaign `alias` that reaches people, or leaves some out, by what is protected. */
export const isSensitiveSql = (alias: string): Sql => `(${alias}.is_sensitive or exists (select
  from email_campaign_segments s join segments g on g.id = s.segment_id
  where s.practice_id = ${alias}.practice_id and s.email_campaign_id = ${alias}.id and g.is_sensitive))`;

/** True of one that is for one segment as it is: whoever adds people or leaves some out could count them by the difference. */
export const isPlainSql = (alias: string): Sql => `((select count(*) ${segmentsOf(alias)}) = 1
  and not exists (select ${segmentsOf(alias)} and s.role = 'EXCLUDE')
  and not exists (select from email_campaign_recipients r
    where r.practice_id = ${alias}.practice_id and r.email_campaign_id = ${alias}.id))`;
