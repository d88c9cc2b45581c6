import type { Ground } from '../../platform/ground.js';
import { ModuleRefusedError } from '../../platform/ports/module-failures.js';
import type { Scheduling } from '../appointments/appointment.scheduling.js';
import type { ClientDirectory, ClientPerson, ClientRecord, HistoryEntry } from '../clients/client.directory.js';
import type { ClientService } from '../clients/client.service.js';
import type { Billing } from '../insurance/insurance.billing.js';
import type { Conversion, ConversionStep } from './lead.conversion-ledger.js';
import type { ConversionStepName } from './lead.conversion-rules.js';
import { Lead } from './lead.entity.js';
import { LeadProtection, type ProtectedDetails } from './lead.protected.js';

export interface ConversionPorts {
  clients: ClientService;
  directory: ClientDirectory;
  scheduling: Scheduling;
  billing: Billing;
}

type Result = Record<string, unknown>;

const handoverBatch = 200;

/** What each step of a conversion asks of another module, each with its idempotency key and outside any transaction. */
export class ConversionSteps {
  readonly #protection: LeadProtection;
  constructor(
    private readonly ground: Ground,
    private readonly ports: ConversionPorts,
  ) {
    this.#protection = new LeadProtection(ground.cipher);
  }

  run(conversion: Conversion, step: ConversionStep): Promise<Result> {
    const work: Record<Exclude<ConversionStepName, 'FINISH'>, () => Promise<Result>> = {
      DUPLICATE_CHECK: () => this.#checkDuplicates(conversion),
      CLIENT_RECORD: () => this.#recordClient(conversion, step.idempotencyKey),
      HISTORY_HANDOVER: () => this.#handHistoryOver(conversion, step.idempotencyKey),
      INSURANCE_VERIFICATION: () => this.#verifyInsurance(conversion, step.idempotencyKey),
      APPOINTMENT: () => this.#bookAppointment(conversion, step.idempotencyKey),
    };
    return work[step.name as keyof typeof work]();
  }

  /** Matches are a result for a person to judge: members of a family share phones and addresses. */
  async #checkDuplicates({ practiceId, leadId }: Conversion): Promise<Result> {
    const person = await this.#person(practiceId, leadId);
    return { matchingClients: await this.ports.directory.matches(practiceId, person) };
  }

  async #recordClient({ practiceId, leadId, plan }: Conversion, key: string): Promise<Result> {
    const { directory, clients } = this.ports;
    if (plan.existingClientId === null) {
      const client = await directory.create(practiceId, await this.#person(practiceId, leadId), key);
      return { clientId: client.id };
    }
    const client = await directory.find(practiceId, plan.existingClientId);
    if (!client) throw new ModuleRefusedError('Client management', 404, 'NO_SUCH_CLIENT');
    await clients.linkLead(practiceId, client.id, leadId);
    return { clientId: client.id };
  }

  async #handHistoryOver(conversion: Conversion, key: string): Promise<Result> {
    const client = await this.#client(conversion);
    let after: [Date | string, string] = ['-infinity', '00000000-0000-0000-0000-000000000000'];
    for (let handedOver = 0; ; ) {
      const entries = await this.#history(conversion, after);
      const last = entries.at(-1);
      if (!last) return { handedOver };
      await this.ports.directory.addHistory(conversion.practiceId, client, entries, `${key}:${last.interactionId}`);
      handedOver += entries.length;
      after = [last.occurredAt, last.interactionId];
    }
  }

  async #verifyInsurance({ practiceId, leadId }: Conversion, key: string): Promise<Result> {
    const { insurance } = (await this.#lead(practiceId, leadId)).details;
    const verification = await this.ports.billing.verify(practiceId, leadId, insurance, key);
    return { verificationId: verification.id, status: verification.status };
  }

  async #bookAppointment(conversion: Conversion, key: string): Promise<Result> {
    const { startsAt, ...wanted } = conversion.plan.appointment!;
    const client = await this.#client(conversion);
    const request = {
      ...wanted,
      startsAt: new Date(startsAt),
      clientId: client.id,
      clientExternalId: client.externalId,
    };
    const appointment = await this.ports.scheduling.book(conversion.practiceId, request, key);
    return { appointmentId: appointment.id };
  }

  async #client({ practiceId, steps }: Conversion): Promise<ClientRecord> {
    const clientId = steps.find(step => step.name === 'CLIENT_RECORD')?.result?.clientId;
    return (await this.ports.clients.find(practiceId, clientId as string))!;
  }

  async #person(practiceId: string, leadId: string): Promise<ClientPerson> {
    const { lead, details } = await this.#lead(practiceId, leadId);
    const { firstName, lastName, preferredName } = lead;
    const { email, phone, dateOfBirth } = details;
    return { leadId, firstName, lastName, preferredName, email, phone, dateOfBirth };
  }

  async #lead(practiceId: string, id: string): Promise<{ lead: Lead; details: ProtectedDetails }> {
    const lead = await this.ground.database.fork().findOneOrFail(Lead, { id, practiceId });
    return { lead, details: this.#protection.open(lead) };
  }

  async #history({ practiceId, leadId }: Conversion, after: [Date | string, string]): Promise<HistoryEntry[]> {
    const { rows } = await this.ground.database.query<HistoryEntry & { sealedSummary: string | null }>(
      `select id as "interactionId", kind, direction, occurred_at as "occurredAt",
         duration_minutes as "durationMinutes", sealed_summary as "sealedSummary"
       from interactions where practice_id = $1 and subject_type = 'LEAD' and subject_id = $2
         and (occurred_at, id) > ($3, $4) order by occurred_at, id limit ${handoverBatch}`,
      [practiceId, leadId, ...after],
    );
    return rows.map(({ sealedSummary, ...entry }) => {
      const place = { practiceId, table: 'interactions', column: 'sealed_summary', rowId: entry.interactionId };
      return {
        ...entry,
        occurredAt: new Date(entry.occurredAt),
        summary: sealedSummary === null ? null : this.ground.cipher.open<string>(place, sealedSummary),
      };
    });
  }
}
