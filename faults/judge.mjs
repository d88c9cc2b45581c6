// What the provider's own log says beside the ledger: who got nothing, who got it twice, and what stood in it.
import { mark, plantedValues } from './rig/people.mjs';
import { postalLine } from './rig/practice.mjs';

const isAddressOfSomebodyElse = address => address.startsWith('unfit.');

/** How often each key comes. */
function tally(keys) {
  const counts = new Map();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

const surplus = counts => [...counts.values()].reduce((sum, count) => sum + count - 1, 0);

/** Compares what the provider accepted with the ledger of one email campaign. */
export async function verdict(world, campaign) {
  const ledger = await world.rows(
    'select id, state, reason, provider_message_id, address_index from deliveries where email_campaign_id = $1',
    [campaign.id],
  );
  const ids = new Set(ledger.map(row => row.id));
  const accepted = world.sandbox.accepted().filter(message => ids.has(message.sendId));
  const bySendId = tally(accepted.map(message => message.sendId));
  const messageIds = new Map(accepted.map(message => [message.sendId, message.messageId]));
  const isOver = row => ['SUPPRESSED', 'REJECTED', 'CANCELLED'].includes(row.state);
  return {
    rows: ledger.length,
    accepted: accepted.length,
    /** Nobody knows of them, or somebody believes what is not so. */
    lost:
      ledger.filter(row => !bySendId.has(row.id) && !isOver(row)).length + (world.template.audience - ledger.length),
    double: surplus(bySendId),
    doubleByAddress: surplus(tally(accepted.map(message => message.to))),
    unknown: ledger.filter(row => row.state === 'UNKNOWN').length,
    /** The provider has it, and the ledger says otherwise. */
    untold: ledger.filter(row => bySendId.has(row.id) && row.state !== 'ACCEPTED').length,
    /** The ledger names a message that the provider does not have. */
    invented: ledger.filter(row => row.state === 'ACCEPTED' && messageIds.get(row.id) !== row.provider_message_id)
      .length,
    unlawful: accepted.filter(message => isAddressOfSomebodyElse(message.to)).length,
    faulty: await world.sandbox.faulty(),
  };
}

const headersNamed = ({ Headers = [] }, name) => Headers.filter(header => header.Name.toLowerCase() === name);

/** What is wrong with a commercial message as the provider got it. */
export function faultsOf(message) {
  const whole = JSON.stringify(message);
  const [unsubscribe, post] = ['list-unsubscribe', 'list-unsubscribe-post'].map(name => headersNamed(message, name));
  const url = /^<(https?:\/\/[^>\s]+\/u\/[^>\s]+)>$/.exec(unsubscribe[0]?.Value ?? '')?.[1];
  const parts = { html: message.HtmlBody ?? '', text: message.TextBody ?? '' };
  return [
    ...(unsubscribe.length === 1 && url ? [] : ['List-Unsubscribe']),
    ...(post.length === 1 && post[0].Value === 'List-Unsubscribe=One-Click' ? [] : ['List-Unsubscribe-Post']),
    ...Object.entries(parts).flatMap(([part, content]) => [
      ...(content.includes(postalLine) ? [] : [`no postal address in ${part}`]),
      ...(/https?:\/\/[^\s"<>]+\/u\//.test(content) ? [] : [`no opt-out in ${part}`]),
    ]),
    ...[mark, ...plantedValues].filter(word => whole.includes(word)).map(word => `${word} got out`),
    ...(message.TrackOpens === false && message.TrackLinks === 'None' ? [] : ['the provider tracks']),
  ];
}

/** The checks that hold after every send, whatever was done meanwhile. */
export async function soundness(world, campaign, { isWhole = true } = {}) {
  const found = await verdict(world, campaign);
  const eligible = world.template.count;
  return [
    ...(isWhole ? [check('accepted', found.accepted, eligible)] : []),
    check('rows of the ledger', found.rows, world.template.audience),
    check('lost', found.lost, 0),
    check('double by send_id', found.double, 0),
    check('double by address', found.doubleByAddress, 0),
    check('UNKNOWN at the end', found.unknown, 0),
    check('accepted, but the ledger says otherwise', found.untold, 0),
    check('ACCEPTED in the ledger, but not by the provider', found.invented, 0),
    check('accepted for who may not be mailed', found.unlawful, 0),
    check('faulty messages', found.faulty.count, 0, found.faulty.kinds.join(', ')),
  ];
}

/** One thing that has to hold: exactly a value, or a predicate with its words. */
export function check(what, got, wanted, note = '') {
  const holds = typeof wanted === 'object' ? wanted.holds(got) : got === wanted;
  const words = typeof wanted === 'object' ? wanted.words : String(wanted);
  return { what, got: String(got), wanted: words, holds, note };
}

export const atMost = limit => ({ words: `at most ${limit}`, holds: got => got <= limit });
export const atLeast = limit => ({ words: `at least ${limit}`, holds: got => got >= limit });
