import type { OutgoingMessage } from '../../src/platform/mail/mailer.js';
import { MailSandbox, type MailSandboxOptions } from '../../src/platform/mail/sandbox/mail-sandbox.js';

/** What a server under test shows to the sandbox. */
export const sandboxToken = 'a-server-token-of-the-sandbox';

export const startSandbox = (options: MailSandboxOptions = {}): Promise<MailSandbox> =>
  MailSandbox.start({ token: sandboxToken, ...options });

/** Settings of a server that sends its mail there. */
export const sandboxSettings = (sandbox: MailSandbox): Record<string, string> => ({
  POSTMARK_API_URL: sandbox.url,
  POSTMARK_SERVER_TOKEN: sandboxToken,
  POSTMARK_TIMEOUT_SECONDS: '5',
});

/** A message as the sender hands it to the mailer. */
export const outgoing = (to: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  from: 'Practice <news@practice.test>',
  to,
  replyTo: null,
  subject: 'News',
  html: '<p>Hello</p>',
  text: 'Hello',
  headers: [{ name: 'List-Unsubscribe', value: '<https://crm.test/u/1>' }],
  stream: 'broadcast',
  metadata: { send_id: crypto.randomUUID() },
  ...more,
});
