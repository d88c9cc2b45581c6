import { afterAll } from '@jest/globals';
import type { MailSandbox, MailSandboxOptions } from '../../src/platform/mail/sandbox/mail-sandbox.js';
import { sandboxSettings, startSandbox } from './sandbox.js';
import { type Story, useStory } from './story.js';

export { outgoing, sandboxSettings, sandboxToken, startSandbox } from './sandbox.js';

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
