import type { RequestContext } from '../../platform/context.js';
import { NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import { observe } from '../../platform/use-case.js';
import { isId } from '../../platform/validation.js';

type Row = Record<string, unknown>;

/** Everything held about one person, by where it is held. */
export type PersonRecord = Record<string, Row[]>;

interface Section {
  name: string;
  table: string;
  /** `$1` is the practice, `$2` the lead. */
  where: string;
}

const ofLead = (column: string) => `practice_id = $1 and ${column} = $2`;
const ofClient = `practice_id = $1 and client_id = (select client_id from leads where practice_id = $1 and id = $2)`;

const sections: Section[] = [
  { name: 'lead', table: 'leads', where: ofLead('id') },
  { name: 'interactions', table: 'interactions', where: `${ofLead('subject_id')} and subject_type = 'LEAD'` },
  { name: 'tasks', table: 'tasks', where: `${ofLead('related_id')} and related_type = 'LEAD'` },
  { name: 'conversion', table: 'lead_conversions', where: ofLead('lead_id') },
  { name: 'clients', table: 'clients', where: ofLead('lead_id') },
  { name: 'appointments', table: 'appointments', where: ofClient },
  { name: 'insuranceVerifications', table: 'insurance_verifications', where: ofLead('lead_id') },
  { name: 'exceptionalAccess', table: 'break_glass_grants', where: ofLead('lead_id') },
];

const disclosures = `select at, operation, action, channel, actor_id, outcome, reason from audit_log
  where practice_id = $1 and object_ids @> array[$2]::uuid[] order by seq`;

/** Kept for the machine's sake, or another form of what is exported anyway. */
const technical =
  /^(practice_id|.*_index|name_key|idempotency_key|fence|lease_until|attempts|next_attempt_at|xid|mac)$/;

/** Gathers what is held about one lead, in the clear, with who has seen it; nobody else's rows are looked at. */
export class PersonExport {
  constructor(private readonly ground: Ground) {}

  /** Throws NotFoundError when the practice has no such lead; deleted ones are exported too. */
  exportPerson(ctx: RequestContext, leadId: string): Promise<PersonRecord> {
    const useCase = {
      operation: 'exportPerson',
      permission: 'person:export',
      action: 'EXPORT',
      objectType: 'LEAD',
    } as const;
    const objectId = isId(leadId) ? leadId : undefined;
    return observe(this.ground, ctx, { ...useCase, objectId }, async () => {
      const record: PersonRecord = {};
      for (const section of objectId ? sections : []) record[section.name] = await this.#read(ctx, section, objectId!);
      if (!record.lead?.length) throw new NotFoundError('LEAD');
      const { rows } = await this.ground.database.query<Row>(disclosures, [ctx.practiceId, objectId]);
      return { value: { ...record, disclosures: rows.map(named) }, report: { ids: [leadId] } };
    });
  }

  async #read(ctx: RequestContext, { table, where }: Section, leadId: string): Promise<Row[]> {
    const text = `select to_jsonb(t) as row from ${table} t where ${where} order by id`;
    const { rows } = await this.ground.database.query<{ row: Row }>(text, [ctx.practiceId, leadId]);
    return rows.map(({ row }) => named(this.#opened(ctx.practiceId, table, row)));
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

/** Under the names of the APIs. */
function named(row: Row): Row {
  const kept = Object.entries(row).filter(([column]) => !technical.test(column));
  return Object.fromEntries(
    kept.map(([column, value]) => [column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()), value]),
  );
}
