import { rm } from 'node:fs/promises';
import { createLogger } from '../../src/platform/logging.js';
import { type RunningServer, startServer } from '../../src/server/app.js';
import { openGround } from '../../src/server/ground.js';
import { buildServices, type Services } from '../../src/server/services.js';
import { TestClock } from './clock.js';
import { createDatabase, type TestDatabase } from './database.js';
import { testConfig } from './settings.js';

export interface TestAppOptions {
  /** Over a database that is there already; it is then not dropped at the end. */
  database?: TestDatabase;
  settings?: Record<string, string>;
}

/** The whole server in this process, on a port and a database of its own. */
export interface TestApp {
  url: string;
  clock: TestClock;
  services: Services;
  database: TestDatabase;
  /** Every log line, as it would stand on stdout. */
  logs: string[];
  /** Resolves when the next subscription misses nothing that is committed from then on. */
  nextListener(): Promise<void>;
  close(): Promise<void>;
}

export async function startApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.database ?? (await createDatabase());
  const config = testConfig(database.adminUrl, options.settings);
  const clock = new TestClock();
  const logs: string[] = [];
  const logger = createLogger({ level: config.logLevel, name: 'test' }, { write: line => void logs.push(line) });
  const ground = await openGround({ config, logger, clock, name: 'practice-crm test' });
  const services = buildServices(ground);
  const server: RunningServer = await startServer({ services, port: 0 });
  return {
    url: server.url,
    clock,
    services,
    database,
    logs,
    nextListener: listenersOf(services),
    close: async () => {
      await server.close(500);
      await ground.database.close();
      if (!options.database) await database.drop();
      if (!options.settings?.DATA_DIR) await rm(config.dataDir, { recursive: true, force: true });
    },
  };
}

/** Watches the hub, as the protocol of sockets does not tell when a subscription has begun. */
function listenersOf({ events }: Services): () => Promise<void> {
  const waiting: ((ready: Promise<void>) => void)[] = [];
  const begin = events.begin.bind(events);
  events.begin = (practiceId, after) => {
    const start = begin(practiceId, after);
    for (const tell of waiting.splice(0)) tell(start.then(() => undefined));
    return start;
  };
  return () => new Promise<void>(resolve => waiting.push(ready => resolve(ready)));
}
