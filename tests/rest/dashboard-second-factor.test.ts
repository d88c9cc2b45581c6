import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TOTP, URI } from 'otpauth';
import type { Browser } from 'playwright-core';
import { Child } from '../support/child.js';
import { testEnvironment } from '../support/settings.js';
import { useStory } from '../support/story.js';
import { chromiumPath, openBrowser, watch } from './browser.js';

const story = useStory();
const period = 30_000;

(chromiumPath ? describe : describe.skip)('the dashboard, for an account with a second factor', () => {
  let browser: Browser;
  let api: Child;
  beforeAll(async () => {
    const environment = testEnvironment(story.database.adminUrl);
    [browser, api] = await Promise.all([openBrowser(), Child.start('api', environment)]);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await api?.kill();
  });

  test('asks for the code, takes it once, and lets in', async () => {
    const { owner } = await story.practice();
    const enrolled = await owner.graphql('mutation { enrolSecondFactor { otpauthUri userErrors { code } } }');
    const totp = URI.parse(enrolled.data.enrolSecondFactor.otpauthUri) as TOTP;
    // used up by a step before the one in which the page is tried, by the clock of the page's server
    story.clock.set(new Date(Date.now() - period));
    const { data } = await owner.graphql(
      'mutation ($input: ConfirmSecondFactorInput!) { confirmSecondFactor(input: $input) { userErrors { code } } }',
      { input: { code: totp.generate({ timestamp: Date.now() - period }) } },
    );
    expect(data.confirmSecondFactor.userErrors).toEqual([]);

    const page = await browser.newPage();
    const seen = watch(page);
    await page.goto(`${api.url}/dashboard`);
    const code = page.getByLabel('Code of your authenticator');
    expect(await code.isVisible()).toBe(false);
    await page.getByLabel('Email', { exact: true }).fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.keyboard.press('Enter');
    await code.waitFor();
    expect(await code.evaluate(input => input === document.activeElement)).toBe(true);
    await page.keyboard.type('000000');
    await page.keyboard.press('Enter');
    await page.locator('#problem:not(:empty)').waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await code.fill(totp.generate({ timestamp: Date.now() }));
    await page.keyboard.press('Enter');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.reload();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await code.isVisible()).toBe(false);
    expect(seen.faults).toEqual([]);
    await page.close();
  });
});
