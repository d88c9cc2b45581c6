import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createLogger } from '../../src/platform/logging.js';
import { freePort } from '../../src/platform/process/ports.js';
import { catchMail } from '../../src/server/mail-catching.js';
import { startApp } from '../support/app.js';
import { createDatabase } from '../support/database.js';
import { outgoing } from '../support/mail.js';
import { launch } from '../support/processes.js';
import { testConfig, testEnvironment } from '../support/settings.js';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const logger = createLogger({ level: 'silent', name: 'test' });

async function database() {
  const one = await createDatabase();
  ends.push(() => one.drop());
  return one;
}

async function caught(settings: Record<string, string>, databaseUrl: string) {
  const mail = await catchMail(testConfig(databaseUrl, settings), databaseUrl, logger);
  ends.push(() => mail?.close());
  return mail;
}

describe('a server without a mail provider', () => {
  test('sends to the sandbox, and is told back by each practice’s own address', async () => {
    const data = await database();
    const mail = (await caught({}, data.adminUrl))!;
    const app = await startApp({ database: data, settings: mail.settings });
    ends.push(() => app.close());
    for (const name of ['One', 'Two']) {
      const owner = { email: `${name}@example.test`, password: 'a long password of the owner' };
      await app.services.practices.create({ name, owner });
    }
    mail.tellTo(app.url);
    const [result] = [await app.services.mailer.sendBatch([outgoing('ada@example.test')])];
    expect(result).toMatchObject({ kind: 'ANSWERED', outcomes: [{ kind: 'ACCEPTED' }] });
    const figures = await fetch(`${mail.url}/sandbox/settle`, { method: 'POST' });
    expect(await figures.json()).toMatchObject({ accepted: 1, webhooks: { taken: 2, failed: 0 } });
  });

  test('catches elsewhere when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => other.once('listening', resolve));
    ends.push(() => other.close());
    const { port } = other.address() as { port: number };
    const mail = (await caught({ MAIL_SANDBOX_PORT: String(port) }, 'postgres://nowhere'))!;
    expect(mail.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(mail.url).not.toContain(`:${port}`);
    expect((await fetch(mail.url)).status).toBe(200);
  });

  test('refuses to send in production, and says why', async () => {
    const data = await database();
    const settings = { NODE_ENV: 'production', PUBLIC_URL: 'https://crm.test' };
    expect(await caught(settings, data.adminUrl)).toBeNull();
    const app = await startApp({ database: data });
    ends.push(() => app.close());
    expect(await app.services.mailer.sendBatch([outgoing('ada@example.test')])).toEqual({
      kind: 'REFUSED',
      refusal: 'UNAUTHORIZED',
      code: null,
      message: 'POSTMARK_SERVER_TOKEN is not set',
      retryAfterSeconds: null,
    });
  });

  test('catches nothing once a provider is named', async () => {
    expect(await caught({ POSTMARK_SERVER_TOKEN: 'a token' }, 'postgres://nowhere')).toBeNull();
  });
});

test('npm start shows caught mail beside its own port, and says where', async () => {
  const port = await freePort();
  const data = await database();
  const main = launch(`${process.env.TEST_DIST ?? 'dist'}/main.js`, [], {
    ...testEnvironment(data.adminUrl, { PORT: String(port), NODE_ENV: 'development' }),
  });
  ends.push(() => {
    main.kill('SIGTERM');
    return main.exited;
  });
  const { mailUrl } = (await main.ready) as { url: string; mailUrl?: string };
  expect(main.output()).toContain(`Mail       ${mailUrl}`);
  expect(await (await fetch(mailUrl!)).text()).toContain('<h1>Mail sandbox</h1>');
}, 60_000);
