import { parseArgs } from 'node:util';
import { createLogger } from '../platform/logging.js';
import { MailSandbox } from '../platform/mail/sandbox/mail-sandbox.js';
import { runProcess } from '../platform/process/lifecycle.js';
import { assertFree } from '../platform/process/ports.js';
import { StartError } from '../platform/process/start-error.js';

function flags() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: '0' },
        token: { type: 'string' },
        kept: { type: 'string', default: '2000' },
        // A JSON line for each accepted message, written before its call is answered
        log: { type: 'string' },
        // Where webhooks go, and the `name:password` that they show
        webhook: { type: 'string', multiple: true, default: [] },
        'webhook-user': { type: 'string', default: ':' },
        // How long after its acceptance a message is delivered; `never`: nothing happens by itself
        'delivery-ms': { type: 'string', default: '250' },
      },
    }).values;
  } catch (error) {
    throw new StartError((error as Error).message);
  }
}

function whole(name: string, value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new StartError(`--${name} must be a whole number.`);
}

/** The sandbox by itself, for processes that are started one by one, and for tests that kill everything else. */
await runProcess(async onLogger => {
  const values = flags();
  onLogger(createLogger({ level: 'info', name: 'sandbox' }));
  const [username = '', ...password] = values['webhook-user'].split(':');
  const targets = values.webhook.map(url => ({ url, username, password: password.join(':') }));
  const port = whole('port', values.port);
  if (port > 0) await assertFree(port, '127.0.0.1');
  const sandbox = await MailSandbox.start({
    port,
    token: values.token ?? null,
    kept: whole('kept', values.kept),
    logFile: values.log ?? null,
    webhooks: () => targets,
    deliveryMs: values['delivery-ms'] === 'never' ? null : whole('delivery-ms', values['delivery-ms']),
  });
  process.stdout.write(`Mail sandbox on ${sandbox.url}\n`);
  return { ready: { url: sandbox.url }, stop: () => sandbox.close() };
});
