import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Browser } from 'playwright-core';
import { type Person, type PracticeInStory, useStory } from '../support/story.js';
import { suppressionsOf, tokenFor } from '../support/suppressions.js';
import { chromiumPath, openBrowser, watch } from './browser.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const story = useStory();
const sizes = {
  desktop: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
} as const;

(chromiumPath ? describe : describe.skip)('the page of a mail, in Chromium', () => {
  let browser: Browser;
  let practice: PracticeInStory;
  let owner: Person;
  beforeAll(async () => {
    browser = await openBrowser();
    ({ practice, owner } = await story.practice('Elm Street Practice'));
    await owner.rest('POST', '/mail-topics', { name: 'Newsletter', description: 'Four times a year.' });
    await owner.rest('POST', '/mail-topics', { name: 'Workshops and groups' });
  });
  afterAll(() => browser?.close());

  test.each(Object.keys(sizes) as (keyof typeof sizes)[])(
    '%s: chooses, leaves and comes back without a script',
    async size => {
      const token = tokenFor(story, practice, `${size}@example.org`);
      const state = async () => (await suppressionsOf(story, practice)).at(-1);
      const context = await browser.newContext({ ...sizes[size], javaScriptEnabled: false });
      const page = await context.newPage();
      const seen = watch(page);
      await page.goto(`${story.app.url}/u/${token}`);
      await page.getByLabel('Workshops and groups').uncheck();
      await page.getByRole('button', { name: 'Save my choice' }).press('Enter');
      expect(await page.getByRole('status').textContent()).toContain('saved');
      expect(await page.getByLabel('Workshops and groups').isChecked()).toBe(false);
      expect(await state()).toMatchObject({ topic_key: 'workshops and groups', is_live: true });
      await page.getByRole('button', { name: 'Unsubscribe from everything' }).press('Enter');
      expect(await page.getByRole('status').textContent()).toContain('You are unsubscribed');
      expect(await state()).toMatchObject({ topic_key: '', is_live: true });
      await page.getByRole('button', { name: 'Subscribe again' }).press('Enter');
      expect(await page.getByRole('status').textContent()).toContain('subscribed again');
      expect(await state()).toMatchObject({ topic_key: '', is_live: false });
      expect(seen.faults).toEqual([]);
      expect([...seen.origins]).toEqual([story.app.url]);
      await context.close();
    },
  );

  test.each(Object.keys(sizes) as (keyof typeof sizes)[])(
    '%s: nothing that keeps anyone out, nothing too wide',
    async size => {
      const token = tokenFor(story, practice, `a-${size}@example.org`);
      // The page forbids scripts, that of the checker too.
      const context = await browser.newContext({ ...sizes[size], bypassCSP: true });
      const page = await context.newPage();
      const look = async (name: string) => {
        const pictures = process.env.PICTURES_DIR;
        if (pictures) await page.screenshot({ path: `${pictures}/unsubscribe-${size}-${name}.png`, fullPage: true });
        await page.addScriptTag({ content: axe });
        const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect([name, serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)]).toEqual([name, []]);
        expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
      };
      await page.goto(`${story.app.url}/u/${token}`);
      await look('open');
      await page.getByRole('button', { name: 'Unsubscribe from everything' }).click();
      await look('left');
      await page.goto(`${story.app.url}/u/nothing`);
      await look('unknown');
      await context.close();
    },
  );
});
