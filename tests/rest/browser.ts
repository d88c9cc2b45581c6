import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const places = [
  process.env.CHROMIUM_PATH ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Where a Chromium is; in CI there has to be one, elsewhere its tests are left out aloud. */
export const chromiumPath: string | undefined = places.find(path => path !== '' && existsSync(path));

if (!chromiumPath) {
  const message = 'There is no Chromium (apt-get install chromium, or CHROMIUM_PATH)';
  if (process.env.CI) throw new Error(`${message}, and CI needs one.`);
  process.stderr.write(`${message}: the pages were not tried in a browser.\n`);
}

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });

/** What went wrong on a page, and every origin it asked. */
export function watch(page: Page): { faults: string[]; origins: Set<string> } {
  const seen = { faults: [] as string[], origins: new Set<string>() };
  page.on('pageerror', error => seen.faults.push(error.message));
  page.on('console', message => message.type() === 'error' && seen.faults.push(message.text()));
  page.on('request', request => {
    if (/^(https?|wss?):/.test(request.url())) seen.origins.add(new URL(request.url()).origin);
  });
  return seen;
}
