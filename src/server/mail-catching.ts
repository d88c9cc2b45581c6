import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Config } from '../platform/config.js';
import { MailSandbox } from '../platform/mail/sandbox/mail-sandbox.js';
import type { WebhookTarget } from '../platform/mail/sandbox/webhook-sender.js';

/** The mail sandbox of a server that has no account with a provider. */
export interface CaughtMailOfServer {
  url: string;
  /** What the other processes need in order to send to it, and to believe its webhooks. */
  settings: Record<string, string>;
  /** From now on the practices are told of their mail at this address of the API. */
  tellTo(apiUrl: string): void;
  close(): Promise<void>;
}

/** How long a practice made meanwhile may be told nothing. */
const freshMs = 1_000;

const secret = () => randomBytes(24).toString('base64url');

/**
 * Starts the sandbox where the settings name no provider. In production it is never started, as a campaign would count
 * as sent that reached nobody: there the mailer refuses, and says which setting is missing.
 */
export async function catchMail(
  config: Config,
  databaseUrl: string,
  logger: Logger,
): Promise<CaughtMailOfServer | null> {
  const { serverToken, webhookUser, webhookPassword } = config.postmark;
  if (serverToken !== null) return null;
  if (config.isProduction) {
    logger.warn('POSTMARK_SERVER_TOKEN is not set: no mail is sent');
    return null;
  }
  const [token, username, password] = [secret(), webhookUser ?? 'sandbox', webhookPassword ?? secret()];
  let targets: () => Promise<WebhookTarget[]> = async () => [];
  const sandbox = await listening(config.mailSandboxPort, { token, webhooks: () => targets() }, logger);
  return {
    url: sandbox.url,
    settings: {
      POSTMARK_API_URL: sandbox.url,
      POSTMARK_SERVER_TOKEN: token,
      POSTMARK_WEBHOOK_USER: username,
      POSTMARK_WEBHOOK_PASSWORD: password,
    },
    tellTo: apiUrl => {
      targets = keptFresh(async () => {
        const keys = await webhookKeys(databaseUrl);
        return keys.map(key => ({ url: `${apiUrl}/hooks/postmark/${key}`, username, password }));
      });
    },
    close: () => sandbox.close(),
  };
}

/** Beside the server's own port, or elsewhere when that is taken: nobody depends on it but who reads where it is. */
async function listening(port: number, options: Parameters<typeof MailSandbox.start>[0], logger: Logger) {
  try {
    return await MailSandbox.start({ ...options, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    logger.warn({ port }, 'MAIL_SANDBOX_PORT is taken; the mail sandbox listens on another');
    return MailSandbox.start({ ...options, port: 0 });
  }
}

/** Webhooks of one provider account are told of all its mail; a practice passes over what is not its own. */
async function webhookKeys(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'practice-crm mail sandbox' });
  try {
    await client.connect();
    const { rows } = await client.query<{ key: string }>('select postmark_webhook_key as key from practices');
    return rows.map(({ key }) => key);
  } finally {
    await client.end();
  }
}

/** Asked anew when the last answer is older than a second; one question at a time. */
function keptFresh<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: { at: number; answer: Promise<T> } | null = null;
  return () => {
    if (!asked || Date.now() - asked.at > freshMs) asked = { at: Date.now(), answer: ask() };
    return asked.answer;
  };
}
