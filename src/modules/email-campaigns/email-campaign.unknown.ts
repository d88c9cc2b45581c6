import type { Ground } from '../../platform/ground.js';
import { type Mailer, ProviderDownError } from '../../platform/mail/mailer.js';
import { disclosuresOf } from '../deliveries/delivery.disclosure.js';
import type { Ledger, LedgerChange } from '../deliveries/delivery.ledger.js';
import { claimSearches, type DueSearch } from '../deliveries/delivery.searching.js';
import {
  type SettledDelivery,
  settleAbsent,
  settleFound,
  type TouchedDelivery,
} from '../deliveries/delivery.settling.js';
import type { SenderMessages } from './email-campaign.sender-messages.js';

const batch = 100;
const atOnce = 4;
const dayMs = 86_400_000;

/** What a search said; undefined: the provider could not be asked. */
interface Answer {
  search: DueSearch;
  messageId: string | null | undefined;
}

/** Looks for evidence of what became of messages whose answer was lost. */
export class EmailCampaignUnknown {
  constructor(
    private readonly ground: Ground,
    private readonly mailer: Mailer,
    private readonly ledger: Ledger,
    private readonly messages: SenderMessages,
  ) {}

  /** Makes the searches that are due; answers how many deliveries were settled. */
  async run(signal?: AbortSignal): Promise<number> {
    let settled = 0;
    for (;;) {
      const due = await claimSearches(this.ground, batch);
      const answers = await this.#search(due, signal);
      settled += await this.#settle(answers);
      const isDown = answers.some(({ messageId }) => messageId === undefined);
      if (due.length < batch || isDown || signal?.aborted) return settled;
    }
  }

  async #search(due: DueSearch[], signal?: AbortSignal): Promise<Answer[]> {
    const answers: Answer[] = [];
    const waiting = [...due];
    const searcher = async () => {
      for (let search = waiting.shift(); search && !signal?.aborted; search = waiting.shift()) {
        answers.push({ search, messageId: await this.#find(search) });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, searcher));
    return answers;
  }

  async #find(search: DueSearch): Promise<string | null | undefined> {
    const at = new Date(search.attemptedAt).getTime();
    try {
      return await this.mailer.find({
        sendId: search.id,
        stream: this.messages.streamOf(search.purpose),
        recipient: search.recipient,
        from: new Date(at - dayMs),
        to: new Date(at + dayMs),
      });
    } catch (error) {
      if (!(error instanceof ProviderDownError)) throw error;
      this.ground.logger.warn({ err: error, deliveryId: search.id }, 'the provider can not be searched');
      return undefined;
    }
  }

  /** What is not there counts only when the search began after the grace. */
  async #settle(answers: readonly Answer[]): Promise<number> {
    const found = answers.flatMap(({ search: { id }, messageId }) => (messageId ? { id, messageId } : []));
    const absent = answers.filter(({ search, messageId }) => messageId === null && search.isRipe);
    if (found.length + absent.length === 0) return 0;
    return this.ledger.change(async change => {
      const held = absent.map(({ search }) => search).sort((a, b) => (a.id < b.id ? -1 : 1));
      const campaigns = held.map(({ emailCampaignId }) => emailCampaignId);
      const gone = held.length > 0 ? await settleAbsent(change.run, campaigns, held) : [];
      const there = found.length > 0 ? await settleFound(change.run, found) : [];
      touchAll(change, [...gone, ...there]);
      discloseAll(change, there);
      return gone.length + there.length;
    });
  }
}

/** Whoever was written to is told of in the audit log, in the transaction by which it becomes known. */
export function discloseAll({ record }: LedgerChange, settled: readonly SettledDelivery[]): void {
  const sent = settled.filter(({ isSent }) => isSent);
  for (const { practiceId, entry } of disclosuresOf(sent)) record(practiceId, entry);
}

export function touchAll({ touch }: LedgerChange, rows: readonly TouchedDelivery[]): void {
  for (const { practiceId, emailCampaignId } of rows) touch(practiceId, emailCampaignId);
}
