import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MailSandbox } from '../../src/platform/mail/sandbox/mail-sandbox.js';
import { Child } from '../support/child.js';
import { eagerSending, figuresOf, startSending } from '../support/deliveries.js';
import { sandboxSettings, startSandbox } from '../support/mail.js';
import { testEnvironment } from '../support/settings.js';
import { useStory } from '../support/story.js';
import { until } from '../support/until.js';

/** How often workers are killed; the long run sets 20. */
const rounds = Number(process.env.KILL_ROUNDS ?? 4);
const people = 40 + rounds * 15;
const story = useStory();
let sandbox: MailSandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ deliveryMs: null });
});
afterAll(() => sandbox.close());

const settings = () => ({
  ...eagerSending,
  ...sandboxSettings(sandbox),
  SEND_CONCURRENCY: '1',
  SEND_LEASE_SECONDS: '3',
  SEND_UNKNOWN_GRACE_SECONDS: '2',
  POSTMARK_TIMEOUT_SECONDS: '2',
});
const worker = () => Child.start('worker', testEnvironment(story.database.adminUrl, settings()));
const sent = () => [...sandbox.sends().values()];

test(
  'whenever workers are killed, everyone gets the message once, and the figures equal the ledger at each moment',
  async () => {
    const { owner } = await story.practice();
    sandbox.faults.set({ latencyMs: 60, searchLagMs: 500 });
    const { id } = await startSending(owner, people);
    for (let round = 0; round < rounds; round++) {
      const child = await worker();
      const goal = Math.min(sent().length + 5, people - 5);
      await until('it is at work', async () => sent().length >= goal);
      await pause(Math.random() * 80);
      await child.kill();
      const { ledger, ...figures } = await figuresOf(story, id);
      expect(figures).toMatchObject(ledger);
    }
    const last = await worker();
    await until('it is sent', async () => (await figuresOf(story, id)).status === 'SENT');
    await last.kill();
    expect(sent()).toEqual(Array.from({ length: people }, () => 1));
    expect(await figuresOf(story, id)).toMatchObject({ accepted: people, unknown: 0, pending: 0 });
  },
  60_000 + rounds * 20_000,
);

test('a worker that is told to stop settles what it has begun: nothing is unknown', async () => {
  sandbox.clear();
  sandbox.faults.set({ latencyMs: 400 });
  const { owner } = await story.practice();
  const { id } = await startSending(owner, 20);
  const child = await worker();
  await until('it is at work', async () => sent().length >= 5);
  child.process.kill('SIGTERM');
  await until('it is gone', async () => child.process.exitCode !== null);
  const { ledger } = await figuresOf(story, id);
  expect(child.process.exitCode).toBe(0);
  expect([ledger.unknown, ledger.sending, ledger.claimed]).toEqual([0, 0, 0]);
  expect(ledger.accepted).toBe(sent().length);
  expect(ledger.accepted).toBeLessThan(20);
}, 60_000);
