import type { AuditedCall } from '../../platform/audit/audit-entry.js';
import { newId } from '../../platform/clock.js';
import { Gathering } from '../../platform/database/gathering.js';
import { UnavailableError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import type { NewMailEvent } from './tracking.vocabulary.js';

/** A database that does not answer in this time counts as down: whoever brought the event brings it again. */
const answerLimit = 10_000;

/** How long the first of a group waits for others: nobody waits for the answer, and a statement costs what ten rows do. */
const gatherMs = 8;

/** `$n` and `$n+1`: the events, and when they came. */
const insertOf = (n: number) => `
  insert into mail_events (id, practice_id, received_at, at, origin, kind, event_key, message_id, send_id,
    address_index, link_id, details, due_at)
  select e.id, e."practiceId", $${n + 1}, e.at, e.origin, e.kind, e.key, e."messageId", e."sendId", e."addressIndex",
    e."linkId", e.details, now()
  from jsonb_to_recordset($${n}::jsonb) as e (id uuid, "practiceId" uuid, at timestamptz, origin text, kind text, key text,
    "messageId" text, "sendId" uuid, "addressIndex" text, "linkId" uuid, details jsonb)
  -- in one order, so that two groups with the same events never wait for each other
  order by e."practiceId", e.key
  on conflict (practice_id, event_key) do nothing`;

const insert = insertOf(1);

/** An event and the call that brought it. */
interface Brought {
  event: NewMailEvent;
  call: AuditedCall;
}

/** Where what came back is written down before anybody is told that it was received; nothing is done about it here. */
export class MailEventIntake {
  readonly #events: Gathering<Brought>;

  constructor(private readonly ground: Ground) {
    this.#events = new Gathering({
      write: brought => this.#write(brought),
      milliseconds: gatherMs,
      refused: error => new UnavailableError(undefined, { cause: error }),
    });
  }

  /**
   * Resolves once it is durable together with the log of the call that brought it; the same event again changes nothing.
   * @throws UnavailableError
   */
  async store(event: NewMailEvent, call: AuditedCall): Promise<void> {
    await this.#events.add({ event, call });
    call.ctx.audited++;
  }

  /** Many at once, in one statement. */
  async storeAll(events: readonly NewMailEvent[]): Promise<void> {
    if (events.length > 0) await this.#query('mail-events', insert, this.#values(events));
  }

  async #write(brought: readonly Brought[]): Promise<void> {
    const audit = this.ground.audit.statementOf(brought.map(({ call }) => call));
    const text = `with audited as (${audit.text}) ${insertOf(2)}`;
    const events = brought.map(({ event }) => event);
    await this.#query('mail-events-brought', text, [...audit.values, ...this.#values(events)]);
  }

  #values(events: readonly NewMailEvent[]): unknown[] {
    return [JSON.stringify(events.map(event => ({ id: newId(), ...event }))), this.ground.clock.now()];
  }

  async #query(name: string, text: string, values: unknown[]): Promise<void> {
    const query = { name, text, values, query_timeout: answerLimit };
    await this.ground.database.pool.query(query);
  }
}
