import { newId } from '../../platform/clock.js';
import { Gathering } from '../../platform/database/gathering.js';
import { UnavailableError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import type { NewMailEvent } from './tracking.vocabulary.js';

/** A database that does not answer in this time counts as down: whoever brought the event brings it again. */
const answerLimit = 10_000;

const insert = `
  insert into mail_events (id, practice_id, received_at, at, origin, kind, event_key, message_id, send_id,
    address_index, link_id, details, due_at)
  select e.id, e."practiceId", $2, e.at, e.origin, e.kind, e.key, e."messageId", e."sendId", e."addressIndex",
    e."linkId", e.details, now()
  from jsonb_to_recordset($1::jsonb) as e (id uuid, "practiceId" uuid, at timestamptz, origin text, kind text, key text,
    "messageId" text, "sendId" uuid, "addressIndex" text, "linkId" uuid, details jsonb)
  -- in one order, so that two groups with the same events never wait for each other
  order by e."practiceId", e.key
  on conflict (practice_id, event_key) do nothing`;

/** Where what came back is written down before anybody is told that it was received; nothing is done about it here. */
export class MailEventIntake {
  readonly #events: Gathering<NewMailEvent>;

  constructor(private readonly ground: Ground) {
    this.#events = new Gathering({
      write: events => this.#write(events),
      refused: error => new UnavailableError(undefined, { cause: error }),
    });
  }

  /** Resolves once it is durable; the same event again changes nothing. @throws UnavailableError */
  store(event: NewMailEvent): Promise<void> {
    return this.#events.add(event);
  }

  /** Many at once, in one statement. */
  async storeAll(events: readonly NewMailEvent[]): Promise<void> {
    if (events.length > 0) await this.#write(events);
  }

  async #write(events: readonly NewMailEvent[]): Promise<void> {
    const rows = events.map(event => ({ id: newId(), ...event }));
    const values = [JSON.stringify(rows), this.ground.clock.now()];
    const query = { name: 'mail-events', text: insert, values, query_timeout: answerLimit };
    await this.ground.database.pool.query(query);
  }
}
