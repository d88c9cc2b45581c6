import { type Answer, apiError, type Call, json } from './answer.js';
import type { CaughtMail, CaughtMails } from './caught-mail.js';
import type { Faults } from './faults.js';

interface SearchingParts {
  mails: CaughtMails;
  faults: Faults;
}

/** The parameters of a search by their names in lower case, as Postmark reads them. */
export const paramsOf = (query: URLSearchParams): Map<string, string> =>
  new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));

/** A page of rows and how many there are; null: `count` and `offset` can't be used. */
export function pageOf<T>(rows: Iterable<T>, params: Map<string, string>): { total: number; page: T[] } | null {
  const [count, offset] = [Number(params.get('count')), Number(params.get('offset') ?? 0)];
  if (!(count >= 1 && count <= 500 && offset >= 0 && offset + count <= 10_000)) return null;
  const page: T[] = [];
  let total = 0;
  for (const row of rows) {
    if (total >= offset && page.length < count) page.push(row);
    total += 1;
  }
  return { total, page };
}

export const badPage = apiError(422, 600, "The 'count' or 'offset' is missing or out of range.");

// Postmark reads a time without a zone as its own, and a bare date as a whole day.
const easternMs = 5 * 3_600_000;
const isDate = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text);

/** The instant that a search begins or ends with; NaN when it is malformed. */
export function bound(text: string | undefined, isEnd: boolean): number {
  if (text === undefined) return isEnd ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const day = isDate(text) ? 86_400_000 : 0;
  return Date.parse(`${isDate(text) ? `${text}T00:00:00` : text}Z`) + easternMs + (isEnd ? day : 0);
}

/** `GET /messages/outbound` and what belongs to one message. */
export class Searching {
  constructor(private readonly parts: SearchingParts) {}

  search({ query }: Call): Answer {
    const params = paramsOf(query);
    const found = pageOf(this.#matching(params), params);
    if (!found) return badPage;
    return json({ TotalCount: found.total, Messages: found.page.map(summary) });
  }

  details(messageId: string): Answer {
    const mail = this.parts.mails.byId(messageId);
    if (!mail || !this.#isIndexed(mail)) {
      return apiError(422, 701, 'This message was not found on this server.');
    }
    const { HtmlBody = '', TextBody = '' } = mail.message ?? {};
    return json({ ...summary(mail), TextBody, HtmlBody, Body: '', MessageEvents: [] });
  }

  #isIndexed({ at }: CaughtMail): boolean {
    return Date.now() - at >= this.parts.faults.settings.searchLagMs;
  }

  *#matching(params: Map<string, string>): Generator<CaughtMail> {
    const [from, to] = [bound(params.get('fromdate'), false), bound(params.get('todate'), true)];
    const metadata = [...params].filter(([name]) => name.startsWith('metadata_'));
    const sendId = params.get('metadata_send_id');
    // By its send_id a message is found at once; the sender asks thousands of times for one.
    const candidates = sendId === undefined ? this.parts.mails.newestFirst() : this.parts.mails.bySendId(sendId);
    const recipient = params.get('recipient')?.toLowerCase();
    const stream = params.get('messagestream');
    const [tag, subject] = [params.get('tag'), params.get('subject')?.toLowerCase()];
    for (const mail of candidates) {
      if (!this.#isIndexed(mail) || mail.at < from || mail.at > to) continue;
      if (recipient !== undefined && !mail.recipients.includes(recipient)) continue;
      if (stream !== undefined && mail.stream !== stream) continue;
      if (tag !== undefined && mail.message?.Tag !== tag) continue;
      if (subject !== undefined && !mail.message?.Subject?.toLowerCase().includes(subject)) continue;
      if (metadata.every(([name, value]) => metadataOf(mail)[name.slice('metadata_'.length)] === value)) yield mail;
    }
  }
}

/** A message whose body is no longer kept still has its `send_id`. */
export const metadataOf = ({ message, sendId }: CaughtMail): Record<string, string> =>
  message?.Metadata ?? (sendId === null ? {} : { send_id: sendId });

function summary(mail: CaughtMail): object {
  const { messageId, at, recipients, stream, message } = mail;
  return {
    Tag: message?.Tag ?? '',
    MessageID: messageId,
    To: recipients.map(email => ({ Email: email, Name: null })),
    Cc: [],
    Bcc: [],
    Recipients: recipients,
    ReceivedAt: new Date(at).toISOString(),
    From: message?.From ?? '',
    Subject: message?.Subject ?? '',
    Attachments: [],
    Status: 'Sent',
    TrackOpens: message?.TrackOpens ?? false,
    TrackLinks: message?.TrackLinks ?? 'None',
    Metadata: metadataOf(mail),
    MessageStream: stream,
    Sandboxed: false,
  };
}
