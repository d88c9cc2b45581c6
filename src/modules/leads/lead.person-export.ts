import type { RequestContext } from '../../platform/context.js';
import { NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { observe, useCasesOf } from '../../platform/use-case.js';
import { isId } from '../../platform/validation.js';
import type { PersonType } from '../consents/consent.vocabulary.js';

type Row = Record<string, unknown>;

/** Everything held about one person, by where it is held. */
export type PersonRecord = Record<string, Row[]>;

interface Section {
  name: string;
  table: string;
  /** `$1` is the practice, `$2` the person. */
  where: string;
  /** The column by which rows stand in order; `id` unless told. */
  order?: string;
  /** Columns that are about somebody else. */
  omit?: readonly string[];
}

const by = (column: string) => `practice_id = $1 and ${column} = $2`;
const ofClient = `practice_id = $1 and client_id = (select client_id from leads where practice_id = $1 and id = $2)`;

const ofAnyone = (type: PersonType): Section[] => [
  { name: 'interactions', table: 'interactions', where: `${by('subject_id')} and subject_type = '${type}'` },
  { name: 'tasks', table: 'tasks', where: `${by('related_id')} and related_type = '${type}'` },
  { name: 'consents', table: 'consent_records', where: `${by('person_id')} and person_type = '${type}'` },
  ...['segment_members', 'campaign_recipients', 'campaign_exclusions'].map(table => ({
    ...{ name: named(table), table, where: `${by('person_id')} and person_type = '${type}'` },
    order: table === 'campaign_exclusions' ? 'excluded_at' : 'added_at',
  })),
];

const sections: Record<PersonType, Section[]> = {
  LEAD: [
    { name: 'lead', table: 'leads', where: by('id') },
    ...ofAnyone('LEAD'),
    { name: 'referrals', table: 'referrals', where: by('lead_id') },
    { name: 'statusChanges', table: 'lead_status_changes', where: by('lead_id') },
    { name: 'conversion', table: 'lead_conversions', where: by('lead_id') },
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

const disclosures = `select at, operation, action, channel, actor_id, outcome, reason from audit_log
  where practice_id = $1 and object_ids @> array[$2]::uuid[] order by seq`;

/** Kept for the machine's sake, or another form of what is exported anyway. */
const technical =
  /^(practice_id|.*_index|name_key|idempotency_key|fence|lease_until|attempts|next_attempt_at|xid|mac)$/;

/** Gathers what is held about one lead or contact, in the clear, with who has seen it; nobody else's rows are looked at. */
export class PersonExport {
  constructor(private readonly ground: Ground) {}

  /** Throws NotFoundError when the practice has no such person; deleted ones are exported too. */
  exportPerson(ctx: RequestContext, id: string, type: PersonType = 'LEAD'): Promise<PersonRecord> {
    const useCase = useCasesOf(type)('exportPerson', 'person:export', 'EXPORT', id);
    return observe(this.ground, ctx, useCase, async () => {
      const record: PersonRecord = {};
      for (const section of isId(id) ? sections[type] : []) record[section.name] = await this.#read(ctx, section, id);
      if (!record[type.toLowerCase()]?.length) throw new NotFoundError(type);
      const { rows } = await this.ground.database.query<Row>(disclosures, [ctx.practiceId, id]);
      return { value: { ...record, disclosures: rows.map(withNames) }, report: { ids: [id] } };
    });
  }

  async #read(ctx: RequestContext, { omit = [], order = 'id', table, where }: Section, id: string): Promise<Row[]> {
    const text = `select to_jsonb(t) - $3::text[] as row from ${table} t where ${where} order by ${order}`;
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

/** A column or table under the name that the APIs would give it. */
function named(word: string): string {
  return word.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const withNames = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).flatMap(([column, value]) => (technical.test(column) ? [] : [[named(column), value]])),
  );
