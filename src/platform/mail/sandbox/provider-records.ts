import { z } from 'zod';
import { type Answer, apiError, type Call, json, parsed } from './answer.js';
import type { Faults } from './faults.js';
import type { MailOutcomes } from './mail-outcomes.js';
import { badPage, bound, pageOf, paramsOf } from './searching.js';
import type { StreamSuppression, StreamSuppressions } from './suppressions.js';

interface RecordParts {
  suppressions: StreamSuppressions;
  outcomes: MailOutcomes;
  faults: Faults;
}

const entries = z.object({ Suppressions: z.array(z.object({ EmailAddress: z.string() })) });

/** `GET /bounces`, and the suppressions of a stream. */
export class ProviderRecords {
  constructor(private readonly parts: RecordParts) {}

  bounces({ query }: Call): Answer {
    const params = paramsOf(query);
    const [from, to] = [bound(params.get('fromdate'), false), bound(params.get('todate'), true)];
    const matching = this.parts.outcomes.bounces.filter(bounce => {
      const at = Date.parse(bounce.BouncedAt);
      return (
        at >= from &&
        at <= to &&
        (params.get('type') ?? bounce.Type) === bounce.Type &&
        (params.get('emailfilter') ?? bounce.Email) === bounce.Email &&
        (params.get('messageid') ?? bounce.MessageID) === bounce.MessageID &&
        (params.get('messagestream') ?? bounce.MessageStream) === bounce.MessageStream
      );
    });
    const found = pageOf(matching, params);
    return found ? json({ TotalCount: found.total, Bounces: found.page }) : badPage;
  }

  suppressions(stream: string, { query }: Call): Answer {
    const params = paramsOf(query);
    const reason = params.get('suppressionreason');
    const origin = params.get('origin');
    const email = params.get('emailaddress')?.toLowerCase();
    const found = this.parts.suppressions
      .of(stream)
      .filter(entry => (reason ?? entry.reason) === entry.reason)
      .filter(entry => (origin ?? entry.origin) === entry.origin)
      .filter(entry => (email ?? entry.email) === entry.email);
    return json({ Suppressions: found.map(shown) });
  }

  suppress(stream: string, { body }: Call): Answer {
    return this.#each(body, email => {
      const entry = { email, reason: 'ManualSuppression', origin: 'Customer', at: Date.now() } as const;
      this.parts.outcomes.suppress(stream, entry, null);
      return { EmailAddress: email, Status: 'Suppressed', Message: null };
    });
  }

  /** What a complaint or the recipient's own word put there only the recipient takes away. */
  reactivate(stream: string, { body }: Call): Answer {
    return this.#each(body, email => {
      const entry = this.parts.suppressions.of(stream).find(one => one.email === email);
      if (entry && (entry.reason === 'SpamComplaint' || isOwnWord(entry))) {
        return {
          EmailAddress: email,
          Status: 'Failed',
          Message: 'You do not have the required authority to change this suppression.',
        };
      }
      this.parts.outcomes.reactivate(stream, email, 'Customer', null);
      return { EmailAddress: email, Status: 'Deleted', Message: null };
    });
  }

  #each(body: Buffer, change: (email: string) => object): Answer {
    const given = entries.safeParse(parsed(body));
    if (!given.success) return apiError(422, 402, 'Invalid JSON');
    return json({ Suppressions: given.data.Suppressions.map(entry => change(entry.EmailAddress.toLowerCase())) });
  }
}

const isOwnWord = ({ reason, origin }: StreamSuppression) => reason === 'ManualSuppression' && origin === 'Recipient';

const shown = ({ email, reason, origin, at }: StreamSuppression) => ({
  EmailAddress: email,
  SuppressionReason: reason,
  Origin: origin,
  CreatedAt: new Date(at).toISOString(),
});
