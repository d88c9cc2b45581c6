import { newId } from '../../platform/clock.js';
import type { RequestContext } from '../../platform/context.js';
import { addressIndexOf } from '../../platform/encryption/address-index.js';
import { ValidationError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import type { BatchOutcome, Mailer, OutgoingMessage } from '../../platform/mail/mailer.js';
import { change, type UnitOfWork, useCasesOf } from '../../platform/use-case.js';
import { parse } from '../../platform/validation.js';
import { samplePerson } from '../templates/message.fields.js';
import { prepareMessage } from '../templates/message.preparation.js';
import type { EmailCampaignChecks } from './email-campaign.checks.js';
import { lockEmailCampaign } from './email-campaign.rows.js';
import { SendTestEmail } from './email-campaign.rules.js';
import { mailboxOf, unsubscribeHeaders } from './email-campaign.sender-messages.js';

export const testStates = ['SENT', 'REFUSED', 'SUPPRESSED', 'UNKNOWN'] as const;

/** What became of a test to one address. */
export interface TestResult {
  to: string;
  state: (typeof testStates)[number];
  /** What the provider said, or why it was not asked. */
  message: string | null;
}

/** The messages to send, and whom it is not sent to. */
interface Test {
  messages: OutgoingMessage[];
  suppressed: Set<string>;
  to: string[];
}

const useCase = useCasesOf('EMAIL_CAMPAIGN');
/** Opens the page that says it can't be used: a test changes nothing for who reads it. */
const testToken = 'test';

/** Sends an email campaign to a few addresses to look at, apart from the ledger and every figure. */
export class EmailCampaignTests {
  constructor(
    private readonly ground: Ground,
    private readonly checks: EmailCampaignChecks,
    private readonly mailer: Mailer,
  ) {}

  /** Answers what became of each address, in their order. @throws ValidationError of the checks. */
  async send(ctx: RequestContext, id: string, raw: unknown): Promise<{ id: string; results: TestResult[] }> {
    const testing = useCase('sendTestEmail', 'emailCampaign:test', 'UPDATE', id);
    const test = await change(this.ground, ctx, testing, async unit => {
      const { to } = parse(SendTestEmail, raw);
      const campaign = await lockEmailCampaign(unit, id);
      const prepared = await this.#prepare(unit, campaign.id, to);
      unit.record(campaign.id, undefined, { details: { addresses: prepared.messages.length } });
      return prepared;
    });
    // After the commit, so that a call that is repeated by its key never sends it again.
    const outcome = test.messages.length > 0 ? await this.mailer.sendBatch(test.messages) : null;
    return { id: id.toLowerCase(), results: resultsOf(test, outcome) };
  }

  async #prepare(unit: UnitOfWork, id: string, to: string[]): Promise<Test> {
    const { practiceId } = unit.ctx;
    const { issues, content, sender } = await this.checks.ofMessage(unit.sql.bind(unit), practiceId, id);
    if (issues.length > 0) throw new ValidationError(issues);
    const purpose = content.purpose ?? 'COMMERCIAL';
    const { broadcastStream, serviceStream } = this.ground.config.postmark;
    const url = `${this.ground.config.publicUrl}/u/${testToken}`;
    const plan = {
      content: content.content,
      purpose,
      practice: sender.practice,
      tracksLinks: false,
      tracksOpens: false,
    };
    const written = prepareMessage(plan).render(samplePerson, {
      ...{ unsubscribe: url, preferences: url, link: () => url, pixel: null },
    });
    const suppressed = await this.#suppressed(unit, to);
    const message = {
      from: mailboxOf(sender.fromName, sender.fromEmail!),
      replyTo: sender.replyTo,
      ...{ ...written, subject: `[Test] ${written.subject}` },
      headers: purpose === 'COMMERCIAL' ? unsubscribeHeaders(url) : [],
      stream: purpose === 'COMMERCIAL' ? broadcastStream : serviceStream,
      metadata: { test_id: newId() },
    };
    const messages = to.filter(address => !suppressed.has(address)).map(address => ({ ...message, to: address }));
    return { messages, suppressed, to };
  }

  /** A test is no way around an opt-out. */
  async #suppressed(unit: UnitOfWork, to: string[]): Promise<Set<string>> {
    const { practiceId } = unit.ctx;
    const byIndex = new Map(to.map(address => [addressIndexOf(this.ground.cipher, practiceId, address), address]));
    const rows = await unit.sql<{ address_index: string }>(
      `select address_index from suppressions where practice_id = $1 and address_index = any($2) and lifted_at is null
         and topic_key = ''`,
      [practiceId, [...byIndex.keys()]],
    );
    return new Set(rows.map(row => byIndex.get(row.address_index)!));
  }
}

function resultsOf({ messages, suppressed, to }: Test, outcome: BatchOutcome | null): TestResult[] {
  const sent = new Map(messages.map((message, at) => [message.to, resultOf(outcome!, at)]));
  const passedBy = { state: 'SUPPRESSED', message: 'This address gets no more mail of the practice.' } as const;
  return to.map(address => ({ to: address, ...(suppressed.has(address) ? passedBy : sent.get(address)!) }));
}

function resultOf(outcome: BatchOutcome, at: number): Omit<TestResult, 'to'> {
  if (outcome.kind === 'UNCERTAIN') return { state: 'UNKNOWN', message: outcome.message };
  const one = outcome.kind === 'ANSWERED' ? outcome.outcomes[at]! : outcome;
  return one.kind === 'ACCEPTED' ? { state: 'SENT', message: null } : { state: 'REFUSED', message: one.message };
}
