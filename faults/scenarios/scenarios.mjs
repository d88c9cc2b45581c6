// What the suite does, by name.
import { optOuts, prefetches } from './people.mjs';
import { database, failures, kills, rate, redeploys, refusals, resets, zombies } from './sending.mjs';
import { webhooks } from './webhooks.mjs';

export const scenarios = {
  kills: { title: 'workers are killed at random moments', run: kills },
  redeploys: { title: 'workers are told to stop, again and again', run: redeploys },
  resets: { title: 'the provider accepts and its answer is lost', run: resets },
  failures: { title: 'the provider fails after accepting, or asks to wait', run: failures },
  refusals: { title: 'some messages of a batch are refused', run: refusals },
  database: { title: 'PostgreSQL is killed', run: database },
  zombies: { title: 'a worker stands still past its lease and wakes up', run: zombies },
  rate: { title: 'the rate holds over deaths of workers', run: rate },
  optOuts: { title: 'people unsubscribe during the send', run: optOuts },
  prefetches: { title: 'every link is opened by programs', run: prefetches },
  webhooks: { title: 'events come twice, in any order, to a receiver that is killed', run: webhooks },
};
