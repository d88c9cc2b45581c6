// What people do meanwhile, and what their mail programs do without asking them.
import { setTimeout as pause } from 'node:timers/promises';
import { UnsubscribeTokens } from '../../dist/modules/suppressions/unsubscribe.tokens.js';
import { atLeast, check } from '../judge.mjs';
import { addressOf } from '../rig/people.mjs';
import { sent } from '../send.mjs';
import { shuffled } from './events.mjs';

const oneClick = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };

/** The same links as in the letters, of people whose letter may not have left yet. */
function linksOf(world) {
  const { cipher, environment } = world.arena;
  const tokens = new UnsubscribeTokens(Buffer.from(environment.BLIND_INDEX_KEY, 'base64'));
  const { practiceId } = world;
  return address => {
    const addressIndex = cipher.blindIndex(practiceId, 'email', address);
    return `${world.environment.PUBLIC_URL}/u/${tokens.make({ practiceId, addressIndex, deliveryId: null })}`;
  };
}

/** People who say no while the send is under way get nothing that was not on the wire already. */
export const optOuts = ({ recipients, optOuts: count, ...given }) => {
  const latencyMs = 300;
  const faults = { latencyMs };
  return sent({ ...given, recipients, isWhole: false, faults }, async world => {
    const link = linksOf(world);
    const gone = new Map();
    const refused = [];
    // evenly drawn, as the ledger is sent in the order of its rows
    const chosen = shuffled(Array.from({ length: count }, (_, at) => addressOf(Math.floor((at * recipients) / count))));
    const everyMs = ((recipients / 100 / 2) * latencyMs * 0.7) / count;
    const from = performance.now();
    await Promise.all(
      chosen.map(async (address, at) => {
        await pause(at * everyMs);
        const answer = await fetch(link(address), oneClick);
        if (answer.status !== 200) refused.push(answer.status);
        gone.set(address, Date.now());
      }),
    );
    const took = performance.now() - from;
    await world.reaches(world.campaign, 'SENT', { withinMs: 120_000 });
    return optOutChecks(world, { gone, refused, took });
  });
};

/** Between a claim and the provider's log lies at most one request, and what it takes to write it. */
const oneRequestMs = 2_000;

async function optOutChecks(world, { gone, refused, took }) {
  const accepted = new Map(world.sandbox.accepted().map(message => [message.to, message.at]));
  const late = [...gone].filter(([address, at]) => (accepted.get(address) ?? 0) > at + oneRequestMs);
  const spared = [...gone.keys()].filter(address => !accepted.has(address)).length;
  // by address: who shares that of somebody who was gone before the freeze has a row without it
  const [{ suppressed }] = await world.rows(
    "select count(address_index)::int as suppressed from deliveries where email_campaign_id = $1 and state = 'SUPPRESSED' and reason = 'UNSUBSCRIBED'",
    [world.campaign.id],
  );
  const latest = Math.max(0, ...[...gone].map(([address, at]) => (accepted.get(address) ?? 0) - at));
  return [
    check(`opt-outs refused, of ${gone.size} in ${(took / 1_000).toFixed(0)} s`, refused.length, 0, refused[0]),
    check('accepted later than an opt-out and one request', late.length, 0, `the latest by ${latest} ms`),
    check('spared by their opt-out', spared, atLeast(1)),
    check('suppressed in the ledger', suppressed, spared),
    check('accepted or spared', accepted.size + spared, world.template.count),
  ];
}

/** Everything that a mail program's look ahead could change. */
const kept = ['suppressions', 'consent_records', 'mail_events', 'deliveries', 'email_campaign_counters', 'leads'];

const stateOf = async world => {
  const sums = kept.map(table => `(select md5(string_agg(t::text, ',' order by t::text)) from ${table} t) as ${table}`);
  return (await world.rows(`select ${sums.join(', ')}`))[0];
};

/** Every address in a letter that leads to the practice's own server. */
function ownLinks(world, { HtmlBody, TextBody, Headers }) {
  const all = [HtmlBody, TextBody, ...Headers.map(header => header.Value)].join(' ');
  const found = all.match(/https?:\/\/[^\s"'<>)]+/g) ?? [];
  return [...new Set(found.map(link => link.replaceAll('&amp;', '&')))].filter(link =>
    link.startsWith(world.environment.PUBLIC_URL),
  );
}

/** Scanners and mail programs open every link before the person does: nothing comes of it. */
export const prefetches = ({ recipients, ...given }) =>
  sent({ ...given, recipients: Math.min(recipients, 1_000) }, async world => {
    await world.reaches(world.campaign, 'SENT', { withinMs: 120_000 });
    const letters = await world.sandbox.sample(20);
    const links = letters.flatMap(({ message }) => ownLinks(world, message));
    // what workers do by the clock is none of the links' doing
    await Promise.all(world.workers.map(worker => worker.stop()));
    const before = await stateOf(world);
    const failed = [];
    for (const link of links) {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'GET']) {
        const answer = await fetch(link, { method, redirect: 'manual', headers: { purpose: 'prefetch' } });
        if (answer.status >= 500) failed.push(answer.status);
      }
    }
    const after = await stateOf(world);
    const changed = kept.filter(table => before[table] !== after[table]);
    return [
      check(`links of ours in ${letters.length} letters`, links.length, atLeast(letters.length)),
      check('tables changed by opening all links', changed.length, 0, changed.join(', ')),
      check('links that failed', failed.length, 0),
    ];
  });
