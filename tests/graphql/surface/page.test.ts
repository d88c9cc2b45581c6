import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { chromiumPath, openBrowser, watch } from '../../rest/browser.js';
import { Surface } from './surface.js';

let surface: Surface;
let browser: Browser | undefined;
beforeAll(async () => {
  surface = await Surface.open();
  browser = chromiumPath ? await openBrowser() : undefined;
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await surface.close();
});

(chromiumPath ? test : test.skip)(
  'the page runs an operation, and asks nobody but this server',
  async () => {
    const page = await browser!.newPage();
    const { faults, origins } = watch(page);
    await page.goto(`${surface.url}?query=${encodeURIComponent('{ greeting }')}`);
    await page.locator('.graphiql-execute-button').click({ timeout: 40_000 });
    await page.locator('.graphiql-response', { hasText: 'hello' }).waitFor({ timeout: 20_000 });
    await page.setViewportSize({ width: 390, height: 844 });
    const answer = await page.locator('.graphiql-response').boundingBox();
    expect(answer!.width).toBeGreaterThan(250);
    expect(faults).toEqual([]);
    expect([...origins]).toEqual([new URL(surface.url).origin]);
  },
  90_000,
);
