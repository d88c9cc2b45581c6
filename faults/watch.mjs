// Looks at the ledger again and again while harm is done: its figures have to be right at every instant.
import { setTimeout as pause } from 'node:timers/promises';
import { check } from './judge.mjs';

const states = ['pending', 'claimed', 'sending', 'accepted', 'rejected', 'suppressed', 'cancelled', 'unknown'];
const counted = states.map(state => `'${state}', count(*) filter (where d.state = '${state.toUpperCase()}')`);

/** The counters and the rows they count, as they stood at one instant. */
const look = `select e.status, to_jsonb(c) as kept, (select jsonb_build_object('recipients', count(*), ${counted.join(', ')})
    from deliveries d where d.email_campaign_id = e.id) as counted
  from email_campaigns e left join email_campaign_counters c on c.email_campaign_id = e.id where e.id = $1`;

export class Watch {
  /** The most that were UNKNOWN at once. */
  peak = 0;
  samples = 0;
  faults = [];
  #isOver = false;
  #done;

  constructor(world, campaign, everyMs = 250) {
    this.#done = this.#run(world, campaign, everyMs);
  }

  async #run(world, campaign, everyMs) {
    while (!this.#isOver) {
      // a database that is down is no fault of the figures
      const rows = await world.rows(look, [campaign.id]).catch(() => []);
      if (rows[0]?.kept) this.#judge(rows[0]);
      await pause(everyMs);
    }
  }

  #judge({ status, kept, counted: rows }) {
    this.samples += 1;
    this.peak = Math.max(this.peak, rows.unknown);
    const wrong = ['recipients', ...states].filter(name => kept[name] !== rows[name]);
    if (wrong.length > 0) this.#fault(`${wrong.join(', ')} counted wrong`);
    if (states.reduce((sum, state) => sum + kept[state], 0) !== kept.recipients) this.#fault('the sum is not whole');
    const isOpen = rows.pending + rows.claimed + rows.sending + rows.unknown > 0;
    if (status === 'SENT' && isOpen) this.#fault('SENT with deliveries open');
  }

  #fault(words) {
    if (!this.faults.includes(words)) this.faults.push(words);
  }

  /** The checks of what was seen. */
  async stop() {
    this.#isOver = true;
    await this.#done;
    return [check(`figures wrong in ${this.samples} looks`, this.faults.length, 0, this.faults.join('; '))];
  }
}
