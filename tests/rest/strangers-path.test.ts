import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { freePort } from '../../src/platform/process/ports.js';
import { Caller } from '../support/caller.js';
import { launch, type TestProcess } from '../support/processes.js';
import { until } from '../support/until.js';
import { chromiumPath, openBrowser, watch } from './browser.js';

const patience = 120_000;
const count = 200;
const tag = 'evening-group';

const letter = `<h1>Hello {{ person.firstName }}</h1>
<p>Our group meets on Thursdays: <a href="https://practice.example/groups">read about it</a>.</p>`;

const dataDir = mkdtempSync(join(tmpdir(), 'practice-crm-path-'));
let main: TestProcess;
let url: string;
let mailUrl: string;
let browser: Browser;
let owner: Caller;
let account: { email: string; password: string };

beforeAll(async () => {
  const environment = {
    PORT: String(await freePort()),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    // slowly enough to be watched on a busy machine
    SEND_BATCH_SIZE: '5',
    SEND_PER_SECOND: '20',
  };
  main = launch('dist/main.js', [], environment);
  const ready = (await main.ready) as { url: string; mailUrl: string };
  ({ url, mailUrl } = ready);
  const { password, accounts } = JSON.parse(readFileSync(join(dataDir, 'demo-credentials.json'), 'utf8'));
  account = { email: accounts.OWNER, password };
  const signedIn = await new Caller(() => url).rest('POST', '/auth/sign-in', account);
  owner = new Caller(() => url, { authorization: `Bearer ${signedIn.body.data.accessToken}` });
  if (chromiumPath) browser = await openBrowser();
}, patience);

afterAll(async () => {
  await browser?.close();
  main.kill('SIGTERM');
  await main.exited;
  rmSync(dataDir, { recursive: true, force: true });
}, patience);

/** The data of an operation that nothing refused. */
async function done(query: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = await owner.graphql(query, variables);
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's
  const refused = Object.values<any>(data ?? {}).flatMap(value => value?.userErrors ?? []);
  expect({ errors, refused }).toEqual({ errors: undefined, refused: [] });
  return data;
}

const errors = 'userErrors { code path message }';

/** Adds a record by the mutation of this name; its id. */
async function create(name: string, noun: string, input: Record<string, unknown>): Promise<string> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const data = await done(`mutation ($input: ${type}!) { ${name}(input: $input) { ${noun} { id } ${errors} } }`, {
    input,
  });
  return data[name][noun].id;
}

const statusOf = async (id: string): Promise<string> =>
  (await done('query ($id: ID!) { emailCampaign(id: $id) { status } }', { id })).emailCampaign.status;

async function send(id: string): Promise<void> {
  await done(`mutation ($id: ID!) { sendEmailCampaign(id: $id) { emailCampaign { status } ${errors} } }`, { id });
}

async function openDashboard(): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${url}/dashboard`);
  await page.getByLabel('Email', { exact: true }).fill(account.email);
  await page.getByLabel('Password').fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Email campaigns being sent' }).waitFor();
  return page;
}

/** Every different figure of accepted mails that the dashboard shows, until it shows the last one. */
async function acceptedOn(page: Page, name: string): Promise<number[]> {
  const row = page.getByRole('row', { name: new RegExp(name) });
  const seen: number[] = [];
  await until('the dashboard shows all of them accepted', async () => {
    if ((await row.count()) === 0) return false;
    const accepted = Number(await row.getByRole('cell').nth(2).textContent());
    if (accepted !== seen.at(-1)) seen.push(accepted);
    return accepted === count;
  });
  return seen;
}

(chromiumPath ? describe : describe.skip)(
  "a stranger's path, from the first start to a person who is left alone",
  () => {
    let first: string;
    const parts = { segmentId: '', templateId: '' };
    const campaign = (name: string) =>
      create('createEmailCampaign', 'emailCampaign', {
        name,
        templateId: parts.templateId,
        fromName: 'The Practice',
        fromEmail: 'news@practice.example',
        segmentIds: [parts.segmentId],
        tracking: { opens: false, clicks: true },
      });
    let left: string;

    test('a segment, a template and an email campaign are made', async () => {
      await done(
        `mutation ($input: UpdatePracticeInput!) { updatePractice(input: $input) { practice { id } ${errors} } }`,
        {
          input: {
            senderDomains: ['practice.example'],
            postalAddress: { line1: '12 Evergreen Way', city: 'Portland', region: 'OR', postalCode: '97201' },
          },
        },
      );
      const people = Array.from({ length: count }, (_, at) => `Ada,Moss ${at},ada.${at}@people.example,EVENT,${tag}`);
      const csv = ['firstName,lastName,email,source,tags', ...people].join('\n');
      await done(`mutation ($csv: String!) { importLeads(input: { csv: $csv }) { leadImport { id } ${errors} } }`, {
        csv,
      });
      const rule = { field: 'tags', op: 'IN', value: [tag] };
      const { segmentPreview } = await done(
        'query ($rule: SegmentRuleInput!) { segmentPreview(rule: $rule, appliesTo: LEAD) { count mailable } }',
        { rule },
      );
      expect(segmentPreview).toEqual({ count, mailable: count });
      parts.segmentId = await create('createSegment', 'segment', { name: 'Evening group', appliesTo: 'LEAD', rule });
      parts.templateId = await create('createEmailTemplate', 'emailTemplate', {
        name: 'Invitation',
        purpose: 'COMMERCIAL',
        subject: 'A place for you, {{ person.firstName }}',
        html: letter,
      });
      const publish = `mutation ($id: ID!) { publishEmailTemplate(id: $id) { emailTemplate { id } ${errors} } }`;
      await done(publish, { id: parts.templateId });
      first = await campaign('The first letter');
      expect(await statusOf(first)).toBe('DRAFT');
    });

    test(
      'while it is sent, the dashboard moves',
      async () => {
        const page = await openDashboard();
        const seen = watch(page);
        await send(first);
        const figures = await acceptedOn(page, 'The first letter');
        expect(figures.length).toBeGreaterThan(2);
        expect(figures).toEqual(figures.toSorted((a, b) => a - b));
        await until('it is sent', async () => (await statusOf(first)) === 'SENT');
        expect(seen.faults).toEqual([]);
        await page.close();
      },
      patience,
    );

    test('a caught mail is opened, its link followed, and one POST ends it', async () => {
      const page = await browser.newPage();
      // where the link of the letter leads is not of this machine
      await page.context().route('https://practice.example/**', route => route.fulfill({ body: 'The group' }));
      await page.goto(mailUrl);
      await page.getByRole('link', { name: 'A place for you, Ada' }).first().click();
      const facts = await page.locator('dl.facts').allInnerTexts();
      left = /ada\.\d+@people\.example/.exec(facts[0]!)![0];
      const optOut = /<(https?:\/\/\S+\/u\/\S+)>/.exec(facts.join('\n'))![1]!;
      expect(facts.join('\n')).toContain('List-Unsubscribe=One-Click');
      const [followed] = await Promise.all([
        page.waitForEvent('popup'),
        page.getByRole('region', { name: 'Links' }).getByRole('link', { name: 'read about it' }).click(),
      ]);
      await followed.waitForURL('https://practice.example/groups');
      const answer = await fetch(optOut, {
        method: 'POST',
        body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      });
      expect(answer.status).toBe(200);
      await page.context().close();
    });

    test('the figures tell of it, and the address is suppressed', async () => {
      const metrics = `query ($id: ID!) { emailCampaign(id: $id) { metrics {
      recipients accepted delivered unsubscribed unknown clicks { total unique } } } }`;
      const found = await until('all of it is counted', async () => {
        const { emailCampaign } = await done(metrics, { id: first });
        const { delivered, unsubscribed, clicks } = emailCampaign.metrics;
        return delivered === count && unsubscribed === 1 && clicks.total === 1 && emailCampaign.metrics;
      });
      expect(found).toMatchObject({ recipients: count, accepted: count, unknown: 0, clicks: { total: 1, unique: 1 } });
      const { suppressions } = await done('{ suppressions { nodes { email reason origin isLive } } }');
      expect(suppressions.nodes).toEqual([{ email: left, reason: 'UNSUBSCRIBED', origin: 'ONE_CLICK', isLive: true }]);
    });

    test(
      'the next email campaign leaves the person out, and says why',
      async () => {
        const second = await campaign('The second letter');
        await send(second);
        await until('it is sent', async () => (await statusOf(second)) === 'SENT');
        const why = `query ($id: ID!) { deliveries(emailCampaignId: $id, state: [SUPPRESSED]) {
        nodes { state reason lead { email } } } }`;
        const { deliveries } = await done(why, { id: second });
        expect(deliveries.nodes).toEqual([{ state: 'SUPPRESSED', reason: 'UNSUBSCRIBED', lead: { email: left } }]);
        const mails = await fetch(`${mailUrl}/?q=${encodeURIComponent(left)}`);
        expect(await mails.text()).toContain('1 mail found');
      },
      patience,
    );
  },
);
