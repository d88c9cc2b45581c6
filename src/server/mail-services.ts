import type { Ground } from '../platform/ground.js';
import type { Mailer } from '../platform/mail/mailer.js';
import { PostmarkMailer } from '../platform/mail/postmark-mailer.js';
import { UnsetMailer } from '../platform/mail/unset-mailer.js';

/** The way mail leaves the house. */
export function mailServices({ config }: Pick<Ground, 'config'>): { mailer: Mailer } {
  const { serverToken: token, apiUrl, timeoutSeconds } = config.postmark;
  return { mailer: token === null ? new UnsetMailer() : new PostmarkMailer({ token, apiUrl, timeoutSeconds }) };
}
