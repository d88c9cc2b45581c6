import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { Child } from '../support/child.js';
import { addEmailCampaign, readyToMail, sendable } from '../support/email-campaigns.js';
import { addLead } from '../support/leads.js';
import { sandboxSettings, useMailStory } from '../support/mail.js';
import { testEnvironment } from '../support/settings.js';
import type { Person } from '../support/story.js';
import { addTask } from '../support/tasks.js';
import { until } from '../support/until.js';
import { chromiumPath, openBrowser, watch } from './browser.js';

const { story, sandbox } = await useMailStory({ settings: { SEND_BATCH_SIZE: '5' } });
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 900 };

/** A practice with something to see: people, tasks, and mail that can be sent. */
async function busyPractice() {
  const { owner, practice } = await story.practice('Elm Street Counseling');
  await readyToMail(owner);
  const sources = ['WEBSITE', 'WEBSITE', 'PHONE', 'REFERRAL', 'WEBSITE', 'PHONE'];
  const leads: string[] = [];
  for (let at = 0; at < 18; at++) {
    leads.push(
      await addLead(owner, { email: `d${at}.${Date.now()}@example.test`, source: sources[at % sources.length] }),
    );
  }
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  await addTask(owner, { title: 'Call back about the intake form', priority: 'HIGH', dueAt: inDays(1) });
  await addTask(owner, { title: 'Prepare the autumn letter', dueAt: inDays(3) });
  const recipients = leads.map(id => ({ type: 'LEAD', id }));
  const id = await addEmailCampaign(owner, { ...sendable, name: 'Autumn groups', recipients });
  return { owner, practice, id };
}

(chromiumPath ? describe : describe.skip)('the dashboard in a browser', () => {
  let browser: Browser;
  let api: Child;
  let environment: Record<string, string>;

  beforeAll(async () => {
    // The scripts of pages are compiled, so the page is tried as it is served: by a process of its own.
    environment = testEnvironment(story.database.adminUrl, sandboxSettings(sandbox));
    [browser, api] = await Promise.all([openBrowser(), Child.start('api', environment)]);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await api?.kill();
  });

  const open = async (viewport = desk, colorScheme: 'light' | 'dark' = 'light') => {
    const page = await browser.newPage({ viewport, colorScheme });
    const seen = watch(page);
    await page.goto(`${api.url}/dashboard`);
    return { page, seen };
  };
  const signIn = async (page: Page, { email, password }: Person) => {
    await page.getByLabel('Email', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await page.getByText('Live', { exact: true }).waitFor();
  };
  const faultsOf = async (page: Page) => {
    await page.evaluate(axe);
    const { violations } = (await page.evaluate(
      'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] })',
    )) as { violations: { id: string; impact: string; nodes: { html: string }[] }[] };
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  };
  const cell = (page: Page, row: string, column: string) =>
    page.evaluate(
      ([name, head]) => {
        const heads = [...document.querySelectorAll('#totals-head th')].map(th => th.textContent);
        const line = [...document.querySelectorAll('#totals-body tr')].find(tr => tr.textContent?.startsWith(name!));
        return line?.children[heads.indexOf(head!)]?.textContent ?? null;
      },
      [row, column],
    );
  const picture = (page: Page, name: string) =>
    process.env.PICTURES ? page.screenshot({ path: `${process.env.PICTURES}/${name}.png`, fullPage: true }) : null;

  test('moves as mail is sent, without a reload, to its end', async () => {
    const { owner, id } = await busyPractice();
    await owner.graphql('mutation ($id: ID!) { sendEmailCampaign(id: $id) { userErrors { code } } }', { id });
    const { page, seen } = await open();
    await signIn(page, owner);
    await page.getByRole('heading', { name: 'Autumn groups' }).waitFor();
    const badge = page.locator('.badge');
    expect(await badge.textContent()).toBe('Sending');
    const drawn = () => page.evaluate(() => document.querySelector('canvas')!.toDataURL());
    const before = await drawn();
    await story.services.mailSender.runOnce();
    await page.locator('.badge[data-status=SENT]').waitFor();
    expect([await cell(page, 'Autumn groups', 'Accepted'), await cell(page, 'Autumn groups', 'Waiting')]).toEqual([
      '18',
      '0',
    ]);
    await until('the chart moved', async () => (await drawn()) !== before);
    expect(await page.locator('.chart').getAttribute('aria-label')).toContain('accepted 18');
    expect(await page.locator('#by-source li').first().textContent()).toContain('Website9');
    expect(await page.locator('#due li').count()).toBe(2);
    expect(seen).toEqual({ faults: [], origins: new Set([api.url]) });
    expect(await faultsOf(page)).toEqual([]);
    await picture(page, 'desk');
    await page.close();
  });

  test.each(['light', 'dark'] as const)('fits a telephone and has no fault there, in the %s', async scheme => {
    const { owner, id } = await busyPractice();
    await owner.graphql('mutation ($id: ID!) { sendEmailCampaign(id: $id) { userErrors { code } } }', { id });
    const { page, seen } = await open(phone, scheme);
    expect(await faultsOf(page)).toEqual([]);
    await picture(page, `phone-${scheme}-sign-in`);
    await signIn(page, owner);
    await page.getByRole('heading', { name: 'Autumn groups' }).waitFor();
    await page.locator('#due li').nth(1).waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(phone.width);
    expect(await faultsOf(page)).toEqual([]);
    expect(seen.faults).toEqual([]);
    await picture(page, `phone-${scheme}`);
    await page.close();
  });

  test('comes back by itself after its server died, with what happened meanwhile', async () => {
    const { owner, id } = await busyPractice();
    await owner.graphql('mutation ($id: ID!) { sendEmailCampaign(id: $id) { userErrors { code } } }', { id });
    const { page } = await open();
    await signIn(page, owner);
    await page.getByRole('heading', { name: 'Autumn groups' }).waitFor();
    await api.kill();
    await page.getByText('Connection lost').waitFor();
    await story.services.mailSender.runOnce();
    api = await Child.start('api', environment, new URL(api.url!).port);
    await page.locator('.badge[data-status=SENT]').waitFor();
    expect(await cell(page, 'Autumn groups', 'Accepted')).toBe('18');
    await page.close();
  });

  test('shows who may not see something the rest, tells a refused sign-in, and signs out', async () => {
    const { practice } = await busyPractice();
    const clinician = await story.clinician(practice);
    const { page } = await open();
    await page.getByLabel('Email', { exact: true }).fill(clinician.email);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('#problem:not(:empty)').waitFor();
    await signIn(page, clinician);
    await page.locator('#sending').waitFor({ state: 'hidden' });
    expect(await page.locator('#leads').isVisible()).toBe(true);
    expect(await page.locator('#tasks').isVisible()).toBe(true);
    await page.reload();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Email', { exact: true }).waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await page.close();
  });
});
