import type { Logger } from 'pino';
import { type Config, childEnvironment, drainMs, loadConfig } from '../platform/config.js';
import { type EmbeddedDatabase, startEmbedded } from '../platform/database/embedded.js';
import { migrate } from '../platform/database/migrator.js';
import { createLogger } from '../platform/logging.js';
import { type Running, runProcess } from '../platform/process/lifecycle.js';
import { lockDirectory } from '../platform/process/lock.js';
import { assertFree } from '../platform/process/ports.js';
import { Supervised } from '../platform/process/supervisor.js';
import { ensureDemo } from '../server/demo-start.js';
import { catchMail } from '../server/mail-catching.js';

/** As `npm run worker` has them. */
const workerFlags = ['--max-semi-space-size=16', '--max-old-space-size=256'];

/** Undoes one thing that was started. */
type Step = () => unknown;

await runProcess(
  async onLogger => {
    const config = loadConfig();
    const logger = createLogger({ level: config.logLevel, name: 'main' });
    onLogger(logger);
    const stops: Step[] = [];
    const stop = async () => {
      for (const step of stops.splice(0).reverse()) await step();
    };
    try {
      return await start(config, logger, stops, stop);
    } catch (error) {
      await stop();
      throw error;
    }
  },
  { isSupervised: false },
);

async function start(config: Config, logger: Logger, stops: Step[], stop: () => Promise<void>): Promise<Running> {
  // First, as whoever started it twice is better told so than that the port is taken.
  if (!config.databaseUrl) {
    const lock = await lockDirectory(config.dataDir);
    stops.push(() => lock.release());
  }
  await assertFree(config.port, config.host);
  const urls = config.databaseUrl
    ? { adminUrl: config.databaseUrl, appUrl: config.databaseUrl }
    : await embedded(config, logger, stops);
  const migrations = await migrate(urls.adminUrl);
  if (migrations.length > 0) logger.info({ migrations }, 'database brought up to date');
  const hint = await ensureDemo({ ...config, databaseUrl: urls.appUrl }, logger, config.databaseUrl === null);
  const mail = await catchMail(config, urls.appUrl, logger);
  if (mail) stops.push(() => mail.close());
  const environment = childEnvironment({ DATABASE_URL: urls.appUrl, ...mail?.settings });
  const supervised = (name: string, more: { flags?: readonly string[]; patienceMs?: number } = {}) =>
    new Supervised({ name, script: new URL(`../${name}.js`, import.meta.url), environment, logger, ...more });
  // Whatever a worker sends is soon garbage: without a bound its memory grows to several times of what it needs.
  const children = [
    supervised('api'),
    supervised('worker', { flags: workerFlags, patienceMs: drainMs(config) + 2_000 }),
  ] as const;
  stops.push(() => Promise.all(children.map(child => child.stop())));
  // One after the other: loading at the same time, they would delay the first answer on a small machine.
  const api = await children[0].start();
  mail?.tellTo(String(api.url));
  await children[1].start();
  welcome(config, String(api.url), hint, mail?.url ?? null);
  // After its processes the database is stopped as well.
  const patienceMs = drainMs(config) + 20_000;
  return { stop, patienceMs, ready: { ...api, mailUrl: mail?.url, pids: children.map(child => child.pid) } };
}

/** Our own PostgreSQL, started again when it dies, as everything else waits for it. */
async function embedded(config: Config, logger: Logger, stops: Step[]): Promise<EmbeddedDatabase> {
  let isStopping = false;
  let current = await startEmbedded({ dataDir: config.dataDir });
  const keep = async () => {
    while (!isStopping) {
      await current.exited;
      if (isStopping) return;
      logger.error('PostgreSQL died and is started again');
      current = await startEmbedded({ dataDir: config.dataDir });
    }
  };
  const kept = keep();
  stops.push(async () => {
    isStopping = true;
    await current.stop();
    await kept;
  });
  return current;
}

function welcome(config: Config, url: string, hint: string | null, mailUrl: string | null): void {
  if (config.isProduction) return;
  const mail = mailUrl ? `  Mail       ${mailUrl}\n` : '';
  process.stdout.write(
    `\nPractice CRM is ready.\n  Dashboard  ${url}/dashboard\n  GraphiQL   ${url}/graphql\n  REST       ${url}/api/docs\n${mail}${hint ? `${hint}\n` : ''}\n`,
  );
}
