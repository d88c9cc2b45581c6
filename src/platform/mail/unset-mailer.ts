import { type BatchOutcome, type Mailer, ProviderDownError } from './mailer.js';

const reason = 'POSTMARK_SERVER_TOKEN is not set';

/** Stands where a provider would: refuses for certain, so that a campaign pauses with the reason. */
export class UnsetMailer implements Mailer {
  async sendBatch(): Promise<BatchOutcome> {
    return { kind: 'REFUSED', refusal: 'UNAUTHORIZED', code: null, message: reason, retryAfterSeconds: null };
  }

  async find(): Promise<never> {
    throw new ProviderDownError(reason);
  }

  async suppressions(): Promise<never> {
    throw new ProviderDownError(reason);
  }

  async bounces(): Promise<never> {
    throw new ProviderDownError(reason);
  }
}
