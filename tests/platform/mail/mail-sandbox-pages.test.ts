import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { PostmarkMailer } from '../../../src/platform/mail/postmark-mailer.js';
import type { MailSandbox } from '../../../src/platform/mail/sandbox/mail-sandbox.js';
import { chromiumPath, openBrowser, watch } from '../../rest/browser.js';
import { Receiver } from '../../support/receiver.js';
import { outgoing, sandboxToken, startSandbox } from '../../support/sandbox.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const evil = '<script>document.title = "taken"</script><img src=x onerror="document.title = 1">';

const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 375, height: 740 } } as const;
const dark = { colorScheme: 'dark' } as const;

let sandbox: MailSandbox;
let mailer: PostmarkMailer;
const crm = new Receiver();
beforeAll(async () => {
  await crm.open();
  crm.answer = () => 200;
  const webhooks = () => [{ url: crm.url, username: 'sandbox', password: 'secret' }];
  sandbox = await startSandbox({ webhooks, deliveryMs: 0, kept: 40 });
  mailer = new PostmarkMailer({ token: sandboxToken, apiUrl: sandbox.url, timeoutSeconds: 5 });
});
afterAll(async () => {
  await sandbox.close();
  await crm.close();
});
beforeEach(async () => {
  await sandbox.settled();
  sandbox.clear();
  crm.taken.length = 0;
});

const get = async (path: string) => {
  const reply = await fetch(sandbox.url + path);
  return { status: reply.status, text: await reply.text(), headers: reply.headers };
};

/** Sends one mail; its page. */
async function caught(...args: Parameters<typeof outgoing>): Promise<string> {
  await mailer.sendBatch([outgoing(...args)]);
  return `/mails/${sandbox.messages().at(-1)!.messageId}`;
}

describe('what is written in a mail', () => {
  test('stands escaped in every page, and may do nothing in its own', async () => {
    const path = await caught(`"${evil}" <ada@example.test>`, {
      subject: evil,
      from: `"${evil}" <news@practice.test>`,
      html: `<p>${evil}<a href="https://practice.test/?a=1&amp;b=%22">${evil}go</a></p>`,
      text: evil,
      headers: [{ name: 'X-Evil', value: evil }],
      metadata: { send_id: 'x', note: '<script>' },
    });
    for (const { text, headers } of [await get('/'), await get(path), await get(`/?q=${encodeURIComponent(evil)}`)]) {
      expect(text).not.toMatch(/<script|<img|onerror="/);
      expect(text).toContain('&lt;script&gt;');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    }
    const html = await get(`${path}/html`);
    expect(html.headers.get('content-security-policy')).toMatch(/default-src 'none'.*; sandbox allow-popups/);
    expect(html.text).not.toMatch(/<script|onerror=/);
  });

  test('a link that is no web address is not offered', async () => {
    const path = await caught('ada@example.test', {
      html: '<a href="javascript:alert(1)">x</a><a href="https://a.test">y</a>',
    });
    expect((await get(path)).text).not.toContain('javascript:');
  });
});

describe('what is listed', () => {
  test('the newest first, in pages, searched by recipient and subject', async () => {
    await mailer.sendBatch(
      Array.from({ length: 60 }, (_, at) => outgoing(`p${at}@example.test`, { subject: `News ${at}` })),
    );
    const [first, second, third] = [await get('/'), await get('/?page=2'), await get('/?page=3')];
    expect(first.text).toContain('60 mails caught');
    const shown = [first, second, third].flatMap(({ text }) =>
      [...text.matchAll(/p(\d+)@example/g)].map(([, at]) => Number(at)),
    );
    expect(shown).toEqual(Array.from({ length: 60 }, (_, at) => 59 - at));
    expect((await get('/?page=99')).text).toContain('Page 3 of 3');
    expect((await get('/?page=x')).text).toContain('Page 1 of 3');
    const found = await get('/?q=NEWS+5');
    expect(found.text).toContain('10 mails found');
    expect((await get('/?q=p7@')).text).toContain('1 mail found');
    expect((await get('/?q=nobody')).text).toContain('No mail goes to such a recipient');
  });

  test('of a mail whose body is no longer kept, what is known', async () => {
    const path = await caught('ada@example.test');
    await mailer.sendBatch(Array.from({ length: 40 }, (_, at) => outgoing(`p${at}@example.test`)));
    expect((await get(path)).text).toContain('Newer mails took the room');
    expect((await get(path)).text).toContain('ada@example.test');
  });

  test('nothing of what is not there', async () => {
    expect((await get('/mails/nothing')).status).toBe(404);
  });
});

(chromiumPath ? describe : describe.skip)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  async function seriousFaults(page: Page): Promise<string[]> {
    // The policy of the page lets no script in but what the browser itself is told to run.
    await page.evaluate(axe);
    const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return serious.flatMap(({ id, nodes }) => nodes.map(({ failureSummary }) => `${id}: ${failureSummary}`));
  }

  const shoot = async (page: Page, name: string) => {
    const folder = process.env.SCREENSHOTS;
    if (folder) await page.screenshot({ path: `${folder}/sandbox-${name}.png`, fullPage: !name.includes('phone') });
  };

  const isWithin = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth');

  describe.each(['desktop', 'phone'] as const)('on a %s', size => {
    let context: BrowserContext;
    beforeAll(async () => {
      context = await browser.newContext({ viewport: sizes[size], ...(size === 'phone' ? dark : {}) });
    });
    afterAll(() => context?.close());

    test('the list and a mail: readable, no console error, nothing of elsewhere, no serious fault', async () => {
      const long = 'A subject that is as long as marketing people like them to be, and then a little longer than that';
      await mailer.sendBatch([
        outgoing('Bo Lind <bo.lind@example.test>', { subject: 'Your first visit' }),
        outgoing('a-very-long-local-part-of-an-address-indeed@a-quite-long-domain-name.example.test', {
          subject: long,
        }),
        outgoing('Ada Moss <ada@example.test>', {
          subject: 'Spring groups open',
          html: newsletter,
          text: 'Hello Ada,\n\nSpring groups open.',
        }),
      ]);
      const page = await context.newPage();
      const seen = watch(page);
      await page.goto(sandbox.url);
      expect(await isWithin(page)).toBe(true);
      expect(await seriousFaults(page)).toEqual([]);
      await page.locator('summary').click();
      await shoot(page, `list-${size}`);
      expect(await seriousFaults(page)).toEqual([]);
      await page.getByRole('link', { name: 'Spring groups open' }).click();
      await page.frameLocator('iframe').getByRole('heading', { name: 'Spring groups' }).waitFor();
      expect(await isWithin(page)).toBe(true);
      expect(await seriousFaults(page)).toEqual([]);
      await page.locator('iframe').scrollIntoViewIfNeeded();
      await shoot(page, `mail-${size}`);
      expect(seen).toEqual({ faults: [], origins: new Set([sandbox.url]) });
      await page.close();
    });

    test('is searched and used by keyboard alone', async () => {
      await mailer.sendBatch([outgoing('ada@example.test'), outgoing('bo@example.test', { subject: 'Other' })]);
      const page = await context.newPage();
      await page.goto(sandbox.url);
      await page.keyboard.press('Tab');
      await page.keyboard.type('bo@');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: '1 mail found' }).waitFor();
      await page.getByRole('link', { name: 'Other' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Other', level: 1 }).waitFor();
      await page.close();
    });
  });

  test('each button lets happen what it says, and its webhook arrives', async () => {
    const path = await caught('ada@example.test', { html: '<a href="https://practice.test/book">Book</a>' });
    await sandbox.settled();
    crm.taken.length = 0;
    const page = await browser.newPage();
    for (const name of ['Open', 'Click', 'Delivery', 'Soft bounce', 'Complaint', 'Resubscribe', 'Hard bounce']) {
      await page.goto(sandbox.url + path);
      await page.getByRole('button', { name, exact: true }).click();
      await page
        .getByRole('status')
        .filter({ hasText: `${name}: its webhook is on its way.` })
        .waitFor();
      await sandbox.settled();
    }
    const told = crm.taken.map(({ body }) => body as unknown as Record<string, unknown>);
    expect(told.map(({ RecordType }) => RecordType).sort()).toEqual(
      [
        'Open',
        'Click',
        'Delivery',
        'Bounce',
        'SpamComplaint',
        'SubscriptionChange',
        'SubscriptionChange',
        'Bounce',
        'SubscriptionChange',
      ].sort(),
    );
    expect(told.find(({ RecordType }) => RecordType === 'Click')).toMatchObject({
      OriginalLink: 'https://practice.test/book',
    });
    await page.close();
  });

  test('pictures of elsewhere wait to be asked for; links open beside the page', async () => {
    const asked: string[] = [];
    const elsewhere = createServer((req, res) => {
      asked.push(req.url!);
      res.setHeader('content-type', req.url === '/pixel' ? 'image/gif' : 'text/html');
      res.end(
        req.url === '/pixel'
          ? Buffer.from('R0lGODlhAQABAAAAACw=', 'base64')
          : '<title>There</title><link rel="icon" href="data:,">',
      );
    }).listen(0, '127.0.0.1');
    await new Promise(resolve => elsewhere.once('listening', resolve));
    const origin = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    const html = `<a href="${origin}/there">Go there</a><img src="${origin}/pixel" alt="" width="1" height="1">`;
    const page = await browser.newPage();
    const seen = watch(page);
    await page.goto(sandbox.url + (await caught('ada@example.test', { html })));
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.frameLocator('iframe').getByText('Go there').click(),
    ]);
    await popup.waitForURL(`${origin}/there`);
    expect(asked).toEqual(['/there']);
    await Promise.all([
      page.waitForResponse(`${origin}/pixel`),
      page.getByRole('link', { name: /Load its pictures/ }).click(),
    ]);
    expect(asked).toEqual(['/there', '/pixel']);
    expect(seen.faults).toEqual([]);
    await page.close();
    elsewhere.close();
    elsewhere.closeAllConnections();
  });

  test('a hostile mail does nothing, and the console stays empty', async () => {
    const html = `<html><head><title>x</title><meta http-equiv="refresh" content="0;url=https://evil.test">
      <link rel="stylesheet" href="https://evil.test/a.css"><style>@import url(https://evil.test/b.css); p { background: url("https://evil.test/c.png") }</style>
      </head><body><p>Still here</p>${evil}<iframe src="https://evil.test"></iframe><form action="https://evil.test"><input name="a"></form>
      <img srcset="https://evil.test/d.png 2x" src='//evil.test/e.png'><a href="https://practice.test" target="_top">top</a></body></html>`;
    const page = await browser.newPage();
    const seen = watch(page);
    await page.goto(sandbox.url + (await caught('ada@example.test', { html, subject: 'Hostile' })));
    await page.frameLocator('iframe').getByText('Still here').waitFor();
    expect(await page.title()).toBe('Hostile - Mail sandbox');
    expect(seen).toEqual({ faults: [], origins: new Set([sandbox.url]) });
    await page.close();
  });
});

const newsletter = `<!doctype html><html><head><style>body { font-family: sans-serif; color: #222 }</style></head><body>
<div style="max-width:600px;margin:0 auto"><h1 style="color:#0f766e">Spring groups</h1><p>Hello Ada,</p>
<p>our groups begin in April. <a href="http://crm.test/t/abc">Choose yours</a>.</p>
<p style="font-size:12px">Example Practice, 1 Main Street, Springfield. <a href="http://crm.test/u/def">Unsubscribe</a></p></div></body></html>`;
