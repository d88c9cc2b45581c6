// Reads through this server, through PostGraphile 5 and through a bare server: one database, the same questions.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { communityOf, openGround, practiceOf, startServer } from './ground.mjs';
import { ask, load } from './load.mjs';
import { lists, otherStats, preview, questions, stats, walk } from './queries.mjs';
import { median, table, writeToReadme } from './report.mjs';

const { values: options } = parseArgs({
  options: {
    leads: { type: 'string', default: '100000' },
    /** Of the large practice for the comparison by size; 0 leaves it out. */
    rows: { type: 'string', default: '0' },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '64' },
    'no-readme': { type: 'boolean', default: false },
  },
});
const number = name => Number(options[name]);
const say = text => process.stdout.write(`${text}\n`);

const ground = await openGround();
const servers = [];
try {
  const worlds = { main: await practiceOf(ground, number('leads')) };
  if (number('rows') > 0) {
    worlds.small = await practiceOf(ground, 10_000);
    worlds.large = await practiceOf(ground, number('rows'));
  }
  const own = await startCrm();
  servers.push(own);
  const peers = {
    ...ground.environment,
    BENCH_DATABASE_URL: ground.database.adminUrl,
    GRAPHILE_ENV: 'production',
    NODE_ENV: 'production',
  };
  servers.push({ name: 'PostGraphile 5', key: 'peer', ...(await startServer('bench/postgraphile.mjs', peers)) });
  servers.push({ name: 'bare pg', key: 'bare', ...(await startServer('bench/bare.mjs', peers)) });
  const sections = [await compareServers(worlds.main)];
  if (worlds.large) sections.push(await compareSizes(own, worlds));
  const text = sections.join('\n\n');
  say(`\n${text}`);
  if (!options['no-readme']) writeToReadme('reads', text);
} finally {
  for (const server of servers) await server.stop();
  await ground.admin.end();
  await ground.database.stop();
}

/** This server: its real API process; requests carry the owner's token. */
async function startCrm() {
  const started = await startServer('dist/api.js', { ...ground.environment, PORT: '0', NODE_ENV: 'production' });
  const base = new URL(started.url).origin;
  let token = '';
  const signIn = async ({ email, password }) => {
    const response = await fetch(`${base}/api/v1/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    if (!response.ok) throw new Error(`Sign-in answered ${response.status}: ${await response.text()}`);
    token = (await response.json()).data.accessToken;
  };
  return {
    name: 'this server',
    key: 'crm',
    ...started,
    url: `${base}/graphql`,
    signIn,
    headers: () => ({ authorization: `Bearer ${token}` }),
  };
}

/** Where page 40 begins, for each server. */
async function placesOf(world) {
  const [own, peer] = servers;
  let [mine, theirs, last] = [null, null, null];
  for (let page = 1; page < 40; page++) {
    const leads = (await ask(own, { query: walk.crm, variables: { after: mine } })).leads;
    mine = leads.pageInfo.endCursor;
    last = leads.nodes.at(-1);
    const other = await ask(peer, { query: walk.peer, variables: { practice: world.practiceId, after: theirs } });
    theirs = other.leads.pageInfo.endCursor;
    if (other.leads.nodes.at(-1).rowId !== last.id) throw new Error(`The servers disagree on page ${page}.`);
  }
  return { crm: mine, peer: theirs, bare: [last.createdAt, last.id] };
}

async function compareServers(world) {
  await servers[0].signIn(world);
  const asked = questions({ ...world, places: await placesOf(world) });
  const results = [];
  for (const question of asked) {
    // an access token lives 15 minutes
    await servers[0].signIn(world);
    const runs = Object.fromEntries(servers.map(server => [server.key, []]));
    for (const server of servers) {
      await ask(server, question[server.key](0));
      await load(server, question[server.key], { seconds: 2, connections: number('connections') });
    }
    for (let round = 0; round < number('rounds'); round++) {
      for (const server of servers) {
        runs[server.key].push(
          await load(server, question[server.key], { seconds: number('seconds'), connections: number('connections') }),
        );
      }
    }
    const result = { question, ...Object.fromEntries(Object.entries(runs).map(([key, all]) => [key, summary(all)])) };
    results.push(result);
    say(line(result).join('  '));
  }
  const head = [
    'query',
    'asked for',
    'this server req/s',
    'PostGraphile 5',
    'bare pg',
    'to PostGraphile',
    'this server µs CPU',
    'PostGraphile 5',
    'bare pg',
    'to PostGraphile',
  ];
  const about = `${number('leads').toLocaleString('en')} leads, ${cpus().length} cores, ${number('connections')} connections, median of ${number('rounds')} interleaved rounds of ${number('seconds')} s. This server runs with audit, policy and decryption on, as an OWNER; PostGraphile 5 and the bare server have none of these and return the sealed text. CPU is the server process's per request, without PostgreSQL's.`;
  return `${about}\n\n${table(head, results.map(line))}`;
}

function summary(runs) {
  const rate = median(runs.map(run => run.requests / run.seconds));
  const spent = runs.map(run => run.microseconds).filter(value => value !== null);
  return { rate, spent: spent.length > 0 ? median(spent) : null };
}

function line({ question, crm, peer, bare }) {
  const micros = value => (value === null ? 'n/a' : value.toFixed(0));
  return [
    question.title,
    question.kind,
    ...[crm, peer, bare].map(one => one.rate.toFixed(0)),
    (crm.rate / peer.rate).toFixed(2),
    ...[crm, peer, bare].map(one => micros(one.spent)),
    crm.spent === null ? 'n/a' : (crm.spent / peer.spent).toFixed(2),
  ];
}

/** The time of one request at a time in a small and a large practice, taken in turns. */
async function compareSizes(own, { small, large }) {
  const asked = [
    ['25 leads with assignee and tags', questions({ ...small, places: {} })[0].crm(0)],
    ['leadStats, every figure', { query: stats }],
    ...Object.entries(lists).map(([name, query]) => [`first 25 ${name}`, { query }]),
    ...Object.entries(otherStats).map(([name, query]) => [name, { query }]),
  ];
  const times = asked.map(() => ({ small: [], large: [] }));
  for (let round = 0; round < 10; round++) {
    for (const [size, world] of [
      ['small', small],
      ['large', large],
    ]) {
      await own.signIn(world);
      for (const [at, [, body]] of asked.entries()) {
        for (let n = 0; n < 30; n++) {
          const from = performance.now();
          await ask(own, body);
          if (n >= 5) times[at][size].push(performance.now() - from);
        }
      }
    }
  }
  const rows = number('rows');
  const sizes = total =>
    Object.entries({ leads: total, ...communityOf(total) })
      .map(([name, count]) => `${count.toLocaleString('en')} ${name}`)
      .join(', ');
  const head = ['one request at a time', 'asked for', 'small', 'large', 'ratio'];
  const lines = asked.map(([words], at) => {
    const [few, many] = [median(times[at].small), median(times[at].large)];
    return ['median ms', words, few.toFixed(2), many.toFixed(2), (many / few).toFixed(2)];
  });
  await own.signIn(large);
  const previews = [];
  for (let n = 0; n < 5; n++) {
    const from = performance.now();
    await ask(own, preview);
    previews.push(performance.now() - from);
  }
  const previewed = `A segment preview of a rule of three parts over ${rows.toLocaleString('en')} leads takes ${median(previews).toFixed(0)} ms.`;
  return `Small: ${sizes(10_000)}. Large: ${sizes(rows)}.\n\n${table(head, lines)}\n\n${previewed}`;
}
