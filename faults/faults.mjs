// `npm run faults [-- --short] [--only NAME,NAME] [--recipients N] [--kills N] [--broken GUARD] [--proof]`: does harm to
// real processes while they send, and lets the provider's own log say whether anybody was lost or mailed twice.
// `--only` names scenarios, and with `--proof` guards.
import { parseArgs } from 'node:util';
import { breakGuard, broken, brokenDist, mendGuard } from './broken.mjs';
import { Arena } from './rig/arena.mjs';
import { scenarios } from './scenarios/scenarios.mjs';

const { values: options } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    recipients: { type: 'string' },
    kills: { type: 'string' },
    'opt-outs': { type: 'string' },
    webhooks: { type: 'string' },
    broken: { type: 'string' },
    /** Takes each guard out in turn: it is a failure when the suite does not tell. */
    proof: { type: 'boolean', default: false },
  },
});
const whole = { recipients: 10_000, kills: 50, optOuts: 1_000, webhooks: 30_000 };
const short = { recipients: 1_000, kills: 6, optOuts: 200, webhooks: 1_500 };
const given = {
  ...(options.short ? short : whole),
  ...(options.recipients && { recipients: Number(options.recipients) }),
  ...(options.kills && { kills: Number(options.kills) }),
  ...(options['opt-outs'] && { optOuts: Number(options['opt-outs']) }),
  ...(options.webhooks && { webhooks: Number(options.webhooks) }),
};
const say = text => process.stdout.write(`${text}\n`);

function known(names, table, what) {
  const wrong = names.filter(name => !table[name]);
  if (wrong.length === 0) return names;
  process.stderr.write(`There is no ${what} ${wrong.join(', ')}; there are ${Object.keys(table).join(', ')}.\n`);
  process.exit(2);
}

/** Runs one scenario; what does not even come to its end is a violation too. */
async function run(arena, name, more = {}) {
  const from = performance.now();
  let checks;
  try {
    checks = await scenarios[name].run({ arena, ...given, ...more });
  } catch (error) {
    checks = [{ what: 'comes to its end', got: error.message, wanted: 'an end', holds: false, note: '' }];
  }
  const seconds = ((performance.now() - from) / 1_000).toFixed(0);
  say(`\n${name}: ${scenarios[name].title} (${seconds} s)`);
  for (const { what, got, wanted, holds, note } of checks)
    say(
      `  ${holds ? 'ok  ' : 'FAIL'} ${what}: ${got}${holds ? '' : ` (has to be ${wanted})`}${note ? ` [${note}]` : ''}`,
    );
  return checks.filter(check => !check.holds).length;
}

/** Runs what has to tell of a missing guard; how many checks told. */
async function runBroken(arena, name) {
  const { title, tells, sql = [] } = broken[name];
  say(`\nWithout ${title}:`);
  breakGuard(name);
  try {
    return await run(arena, tells, { dist: brokenDist, sql });
  } finally {
    mendGuard();
  }
}

// Before anything is started that would have to be ended.
const names = namesAskedFor();

function namesAskedFor() {
  if (options.broken) return known([options.broken], broken, 'guard');
  const [table, what] = options.proof ? [broken, 'guard'] : [scenarios, 'scenario'];
  return known(options.only?.split(',') ?? Object.keys(table), table, what);
}

async function main(arena) {
  if (options.proof) {
    const told = [];
    for (const name of names) told.push([name, await runBroken(arena, name)]);
    const silent = told.filter(([, count]) => count === 0).map(([name]) => name);
    say(
      `\n${told.length - silent.length} of ${told.length} missing guards are told of${silent.length ? `; not of: ${silent.join(', ')}` : ''}.`,
    );
    return silent.length === 0;
  }
  if (options.broken) return (await runBroken(arena, names[0])) === 0;
  let failed = 0;
  for (const name of names) failed += await run(arena, name);
  say(`\n${names.length} scenarios, ${failed} violations.`);
  return failed === 0;
}

const arena = await Arena.open();
let isSound = false;
try {
  isSound = await main(arena);
} finally {
  await arena.close();
}
process.exit(isSound ? 0 : 1);
