import type { RequestContext } from '../../platform/context.js';
import { NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { observe, useCasesOf } from '../../platform/use-case.js';
import { isId } from '../../platform/validation.js';
import { idsOfPerson } from '../consents/consent.people.js';
import type { PersonType } from '../consents/consent.vocabulary.js';

type Row = Record<string, unknown>;

/** Everything held about one person, by where it is held. */
export type PersonRecord = Record<string, Row[]>;

/** What a noun above holds about people that no row names them for. */
export interface PersonHolding {
  name: string;
  of(practiceId: string, type: PersonType, id: string): Promise<Row[]>;
}

interface Section {
  name: string;
  table: string;
  /** `$1` is the practice, `$2` the person. */
  where: string;
  /** The column by which rows stand in order; `id` unless told. */
  order?: string;
  /** Columns that are about somebody else, or the machine's own. */
  omit?: readonly string[];
  /** What makes ids of the row `t` readable: the columns it gets, and their SQL. */
  also?: Readonly<Record<string, string>>;
}

const by = (column: string) => `practice_id = $1 and ${column} = $2`;
const ofClient = `practice_id = $1 and client_id = (select client_id from leads where practice_id = $1 and id = $2)`;

const campaign = { campaign_name: '(select c.name from campaigns c where c.id = t.campaign_id)' };
const segment = { segment_name: '(select s.name from segments s where s.id = t.segment_id)' };
const mailing = { email_campaign_name: '(select e.name from email_campaigns e where e.id = t.email_campaign_id)' };
const link = { link_url: '(select l.url from tracked_links l where l.id = t.link_id)' };

function ofAnyone(type: PersonType): Section[] {
  const [word, ids] = [type.toLowerCase(), idsOfPerson(type, '$1', '$2')];
  const person = `practice_id = $1 and person_type = '${type}' and person_id in ${ids}`;
  const tasks = `${by('related_id')} and related_type = '${type}'`;
  const ofTasks = `practice_id = $1 and task_id in (select id from tasks where ${tasks})`;
  return [
    {
      name: `merged${type === 'LEAD' ? 'Leads' : 'Contacts'}`,
      table: `${word}s`,
      where: `practice_id = $1 and id <> $2 and id in ${ids}`,
    },
    // Its snapshot is how each was before: those who were parted again are somebody else's.
    { name: 'merges', table: `${word}_merges`, where: by('primary_id'), omit: ['sealed_snapshot'] },
    { name: 'interactions', table: 'interactions', where: `${by('subject_id')} and subject_type = '${type}'` },
    { name: 'tasks', table: 'tasks', where: tasks },
    { name: 'subtasks', table: 'subtasks', where: ofTasks, order: 'task_id, position' },
    { name: 'reminders', table: 'task_reminders', where: ofTasks },
    { name: 'consents', table: 'consent_records', where: person },
    { name: 'segmentMembers', table: 'segment_members', where: person, order: 'added_at', also: segment },
    { name: 'campaignRecipients', table: 'campaign_recipients', where: person, order: 'added_at', also: campaign },
    { name: 'campaignExclusions', table: 'campaign_exclusions', where: person, order: 'excluded_at', also: campaign },
    { name: 'campaignSteps', table: 'campaign_step_runs', where: person, order: 'due_at, id', also: campaign },
    {
      name: 'emailCampaignRecipients',
      table: 'email_campaign_recipients',
      where: person,
      order: 'email_campaign_id',
      also: mailing,
    },
    { name: 'deliveries', table: 'deliveries', where: person, also: mailing },
    {
      name: 'mailEvents',
      table: 'mail_events',
      where: `practice_id = $1 and delivery_id in (select id from deliveries where ${person})`,
      order: 'at, id',
      also: { ...mailing, ...link },
    },
    { name: 'engagements', table: 'mail_engagements', where: person, also: mailing },
    {
      name: 'suppressions',
      table: 'suppressions',
      where: `practice_id = $1 and address_index in (select email_index from ${word}s where practice_id = $1 and id in ${ids})`,
      order: 'suppressed_at, id',
      // The message may have been for another one with the same address.
      omit: ['delivery_id', 'email_campaign_id'],
    },
  ];
}

const sections: Record<PersonType, Section[]> = {
  LEAD: [
    { name: 'lead', table: 'leads', where: by('id') },
    ...ofAnyone('LEAD'),
    { name: 'referrals', table: 'referrals', where: by('lead_id') },
    { name: 'statusChanges', table: 'lead_status_changes', where: by('lead_id') },
    { name: 'conversion', table: 'lead_conversions', where: by('lead_id') },
    {
      name: 'conversionSteps',
      table: 'lead_conversion_steps',
      where: `practice_id = $1 and conversion_id in (select id from lead_conversions where ${by('lead_id')})`,
      order: 'position',
    },
    { name: 'clients', table: 'clients', where: by('lead_id') },
    { name: 'appointments', table: 'appointments', where: ofClient },
    { name: 'insuranceVerifications', table: 'insurance_verifications', where: by('lead_id') },
    { name: 'exceptionalAccess', table: 'break_glass_grants', where: by('lead_id') },
  ],
  CONTACT: [
    { name: 'contact', table: 'contacts', where: by('id') },
    ...ofAnyone('CONTACT'),
    // Whom it was about, and what was said of them, is theirs.
    { name: 'referrals', table: 'referrals', where: by('contact_id'), omit: ['lead_id', 'sealed_details'] },
  ],
};

const disclosures = (
  type: PersonType,
) => `select at, operation, action, channel, actor_id, outcome, reason from audit_log
  where practice_id = $1 and object_ids && array${idsOfPerson(type, '$1', '$2')} order by seq`;

/** Kept for the machine's sake, or another form of what is exported anyway. */
const technical =
  /^(practice_id|.*_index|name_key|search_key|priority_rank|idempotency_key|fence|lease_until|attempts|next_attempt_at|xid|mac|next_search_at|searches|event_key|due_at|tries)$/;

/** Gathers what is held about one lead or contact, in the clear, with who has seen it; nobody else's rows are looked at. */
export class PersonExport {
  constructor(
    private readonly ground: Ground,
    private readonly holdings: readonly PersonHolding[],
  ) {}

  /** Throws NotFoundError when the practice has no such person; deleted ones are exported too. */
  exportPerson(ctx: RequestContext, id: string, type: PersonType = 'LEAD'): Promise<PersonRecord> {
    const useCase = useCasesOf(type)('exportPerson', 'person:export', 'EXPORT', id);
    return observe(this.ground, ctx, useCase, async () => {
      const record: PersonRecord = {};
      for (const section of isId(id) ? sections[type] : []) record[section.name] = await this.#read(ctx, section, id);
      if (!record[type.toLowerCase()]?.length) throw new NotFoundError(type);
      for (const { name, of } of this.holdings) record[name] = await of(ctx.practiceId, type, id);
      const { rows } = await this.ground.database.query<Row>(disclosures(type), [ctx.practiceId, id]);
      return { value: { ...record, disclosures: rows.map(withNames) }, report: { ids: [id] } };
    });
  }

  async #read(ctx: RequestContext, section: Section, id: string): Promise<Row[]> {
    const { omit = [], order = 'id', table, where, also } = section;
    const more = Object.entries(also ?? {}).map(([name, sql]) => ` || jsonb_build_object('${name}', ${sql})`);
    const text = `select to_jsonb(t) - $3::text[]${more.join('')} as row from ${table} t where ${where} order by ${order}`;
    const { rows } = await this.ground.database.query<{ row: Row }>(text, [ctx.practiceId, id, omit]);
    return rows.map(({ row }) => withNames(this.#opened(ctx.practiceId, table, row)));
  }

  #opened(practiceId: string, table: string, row: Row): Row {
    return Object.fromEntries(
      Object.entries(row).flatMap(([column, value]) => {
        if (!column.startsWith('sealed_')) return [[column, value]];
        const place = { practiceId, table, column, rowId: row.id as string };
        return [
          [column.slice('sealed_'.length), value === null ? null : this.ground.cipher.open(place, value as string)],
        ];
      }),
    );
  }
}

/** A column under the name that the APIs would give it. */
function named(word: string): string {
  return word.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const withNames = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).flatMap(([column, value]) => (technical.test(column) ? [] : [[named(column), value]])),
  );
