// What the provider reports back, twice and in any order, to a receiver that dies again and again.
import { setTimeout as pause } from 'node:timers/promises';
import { check } from '../judge.mjs';
import { webhookAuthorization } from '../rig/sandbox.mjs';
import { until } from '../rig/until.mjs';
import { opened } from '../send.mjs';
import { eventsOf, shuffled } from './events.mjs';

const parallel = 16;

/** Where the provider reports to. */
export async function hookOf(world) {
  const { practice } = await world.owner.ask('{ practice { postmarkWebhookUrl } }');
  return practice.postmarkWebhookUrl;
}

/** Tells one event, as often as it takes until somebody has it: any answer but 200 is tried again. */
export async function tell(url, event) {
  for (;;) {
    const status = await fetch(url, {
      method: 'POST',
      headers: { authorization: webhookAuthorization, 'content-type': 'application/json' },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(10_000),
    }).then(
      response => response.status,
      () => 0,
    );
    if (status === 200) return;
    if (status >= 400 && status < 500) throw new Error(`An event was answered ${status}: ${JSON.stringify(event)}`);
    await pause(50);
  }
}

async function tellAll(world, events) {
  const url = await hookOf(world);
  let next = 0;
  const lane = async () => {
    while (next < events.length) await tell(url, events[next++]);
  };
  await Promise.all(Array.from({ length: parallel }, lane));
}

/** The figures and whom nothing is sent to any more, once everything that came was applied. */
async function outcomeOf(world) {
  await until(
    'all events are applied',
    async () => {
      const [{ waiting }] = await world.rows(
        'select count(*)::int as waiting from mail_events where applied_at is null',
      );
      return waiting === 0;
    },
    { withinMs: 300_000, everyMs: 250 },
  );
  const { email_campaign_id: _, ...figures } = await world.counters(world.campaign);
  const suppressions = await world.rows(
    'select address_index, reason, topic_key, is_for_service_too, lifted_at is null as holds from suppressions order by 1, 2, 3, 4, 5',
  );
  const [{ events }] = await world.rows('select count(*)::int as events from mail_events');
  return { figures, suppressions, events };
}

/** Kills the receiver and those who apply what it received, one after the other. */
async function harass(world, times, isOver) {
  let done = 0;
  for (; done < times && !isOver(); done++) {
    await pause(300 + 900 * Math.random());
    if (done % 2 === 0) {
      await world.api.kill();
      await world.startApi();
    } else {
      const number = done % world.workers.length;
      await world.workers[number].kill();
      await world.startWorker(number);
    }
  }
  return done;
}

export async function webhooks({ webhooks: count, kills, ...given }) {
  const world = await opened({ ...given, recipients: Math.ceil(count / 3), faults: { latencyMs: 0 } });
  try {
    await world.owner.send(world.campaign);
    await world.reaches(world.campaign, 'SENT', { withinMs: 180_000 });
    const events = eventsOf(world.sandbox.accepted(), count);
    const clean = await world.copy();
    await clean.startWorkers(2);
    await tellAll(clean, events);
    const expected = await outcomeOf(clean);
    await clean.close();
    await world.startApi();
    await world.startWorkers(2);
    let isOver = false;
    const telling = tellAll(world, shuffled([...events, ...events.filter((_, at) => at % 10 === 0)])).finally(() => {
      isOver = true;
    });
    const wanted = Math.max(2, Math.ceil((kills * 2) / 5));
    const killed = await harass(world, wanted, () => isOver);
    await telling;
    return compare(await outcomeOf(world), expected, { count: events.length, killed, wanted });
  } finally {
    await world.close();
  }
}

function compare(found, expected, { count, killed, wanted }) {
  const wrong = Object.keys(expected.figures).filter(name => found.figures[name] !== expected.figures[name]);
  const words = wrong.map(name => `${name}: ${found.figures[name]} for ${expected.figures[name]}`).join(', ');
  const keyOf = row => JSON.stringify(row);
  const known = new Set(expected.suppressions.map(keyOf));
  const other = found.suppressions.filter(row => !known.has(keyOf(row)));
  return [
    check('events stored', found.events, count),
    check('events of a clean run', expected.events, count),
    check('times something was killed', killed, { words: `about ${wanted}`, holds: got => got >= wanted / 2 }),
    check('figures other than a clean run’s', wrong.length, 0, words),
    check('suppressions', found.suppressions.length, expected.suppressions.length),
    check('suppressions other than a clean run’s', other.length, 0, other[0] && keyOf(other[0])),
    check(
      'bounced, complained and clicked at all',
      ['bounced', 'complained', 'clicks_total'].filter(name => found.figures[name] > 0).length,
      3,
    ),
  ];
}
