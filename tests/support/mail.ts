import { afterAll } from '@jest/globals';
import { MailSandbox, type MailSandboxOptions } from '../../src/platform/mail/sandbox/mail-sandbox.js';
import { type Story, useStory } from './story.js';

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

/**
 * A story whose mail goes to a sandbox of its own: the judge of what was sent. Awaited at the top of a test file:
 * `const { story, sandbox } = await useMailStory()`.
 */
export async function useMailStory(
  options: { settings?: Record<string, string>; sandbox?: MailSandboxOptions } = {},
): Promise<{ story: Story; sandbox: MailSandbox }> {
  const sandbox = await startSandbox(options.sandbox);
  const story = useStory({ settings: { ...sandboxSettings(sandbox), ...options.settings } });
  afterAll(() => sandbox.close());
  return { story, sandbox };
}
