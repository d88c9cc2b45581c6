import { NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import type { UnsubscribeClaim } from './unsubscribe.tokens.js';

export interface TopicChoice {
  key: string;
  name: string;
  description: string | null;
  isWanted: boolean;
}

/** What holds for an address. */
export interface Preferences {
  /** Name of the practice whose mail it is. */
  practice: string;
  /** The address itself, as far as it is still known. */
  address: string | null;
  /** By the person's own word: no more commercial mail at all. */
  isUnsubscribed: boolean;
  /** Those that the practice offers, by name. */
  topics: TopicChoice[];
}

type Query = <Row extends object>(text: string, values: unknown[]) => Promise<Row[]>;

interface Found {
  practice: string;
  opted: string[];
  topics: Omit<TopicChoice, 'isWanted'>[];
  lead: { id: string; sealed: string } | null;
  contact: string | null;
  kept: { id: string; sealed: string } | null;
}

const text = `select p.name as practice,
  (select coalesce(json_agg(s.topic_key), '[]') from suppressions s where s.practice_id = p.id and s.address_index = $2
     and s.lifted_at is null and s.reason in ('UNSUBSCRIBED', 'COMPLAINED')) as opted,
  (select coalesce(json_agg(json_build_object('key', m.key, 'name', m.name, 'description', m.description)
     order by m.name_key), '[]') from mail_topics m where m.practice_id = p.id and not m.is_retired) as topics,
  (select json_build_object('id', l.id, 'sealed', l.sealed_email) from leads l where l.practice_id = p.id
     and l.email_index = $2 and l.sealed_email is not null and l.deleted_at is null limit 1) as lead,
  (select c.email from contacts c where c.practice_id = p.id and c.email_index = $2 and c.deleted_at is null limit 1)
    as contact,
  (select json_build_object('id', s.id, 'sealed', s.sealed_address) from suppressions s where s.practice_id = p.id
     and s.address_index = $2 and s.sealed_address is not null limit 1) as kept
  from practices p where p.id = $1`;

/** In one statement. @throws NotFoundError when the practice is gone. */
export async function preferencesOf(
  { cipher }: Pick<Ground, 'cipher'>,
  query: Query,
  { practiceId, addressIndex }: UnsubscribeClaim,
): Promise<Preferences> {
  const [found] = await query<Found>(text, [practiceId, addressIndex]);
  if (!found) throw new NotFoundError('PAGE');
  const { practice, opted, topics, lead, contact, kept } = found;
  const open = (table: string, column: string, row: { id: string; sealed: string }) =>
    cipher.open<string>({ practiceId, table, column, rowId: row.id }, row.sealed);
  const ofLead = lead && open('leads', 'sealed_email', lead);
  return {
    practice,
    address: ofLead ?? contact ?? (kept && open('suppressions', 'sealed_address', kept)),
    isUnsubscribed: opted.includes(''),
    topics: topics.map(topic => ({ ...topic, isWanted: !opted.includes(topic.key) })),
  };
}
