import { RequestContext } from '../../platform/context.js';
import { NotFoundError } from '../../platform/errors/errors.js';
import type { Ground } from '../../platform/ground.js';
import type { MailEventIntake } from './tracking.intake.js';
import { eventKey } from './tracking.postmark.js';
import { TrackingTokens } from './tracking.tokens.js';
import type { Agent } from './tracking.vocabulary.js';

/** A delivery as a request to one of its own addresses finds it; an erased one is null, its links lead on. */
interface Found {
  practiceId: string;
  deliveryId: string | null;
  url: string;
  seen: number;
}

interface Seen {
  kind: 'OPEN' | 'CLICK';
  operation: string;
  linkId: string | null;
  agent: Agent;
}

/** More from one message tells nothing new; whoever holds a link can't fill the database with it. */
const mostOfOne = 1_000;

const linkText = `
  select l.practice_id as "practiceId", d.id as "deliveryId", l.url, coalesce(d.clicks, 0) as seen
  from tracked_links l
  left join deliveries d on d.id = $2 and d.practice_id = l.practice_id and d.email_campaign_id = l.email_campaign_id
  where l.id = $1`;
const pixelText = `
  select d.practice_id as "practiceId", d.id as "deliveryId", '' as url, d.opens as seen from deliveries d where d.id = $1`;

/** What happens at the links and the pixel in a message: it is written down, and changes nothing by itself. */
export class TrackedRequests {
  readonly #tokens: TrackingTokens;

  constructor(
    private readonly ground: Ground,
    private readonly intake: MailEventIntake,
  ) {
    this.#tokens = new TrackingTokens(ground.config.blindIndexKey);
  }

  /** Where the link leads. @throws NotFoundError of a token that is not ours, or whose email campaign is gone */
  async click(ctx: RequestContext, token: string, agent: Agent): Promise<string> {
    const read = this.#tokens.readLink(token);
    const found = read && (await this.#find(linkText, [read.linkId, read.deliveryId]));
    if (!found) throw new NotFoundError('LINK');
    await this.#note(ctx, found, { kind: 'CLICK', operation: 'openTrackedLink', linkId: read.linkId, agent });
    // As a header holds it.
    return URL.canParse(found.url) ? new URL(found.url).href : encodeURI(found.url);
  }

  /** @throws NotFoundError of a token that is not ours, or whose delivery was erased */
  async open(ctx: RequestContext, token: string, agent: Agent): Promise<void> {
    const deliveryId = this.#tokens.readPixel(token);
    const found = deliveryId && (await this.#find(pixelText, [deliveryId]));
    if (!found) throw new NotFoundError('PICTURE');
    await this.#note(ctx, found, { kind: 'OPEN', operation: 'loadTrackingPixel', linkId: null, agent });
  }

  async #find(text: string, values: string[]): Promise<Found | undefined> {
    return (await this.ground.database.query<Found & Record<string, unknown>>(text, values)).rows[0];
  }

  /** The log of it says neither from where nor with what program, as nothing else that is kept does. */
  async #note(ctx: RequestContext, found: Found, seen: Seen): Promise<void> {
    const { practiceId, deliveryId } = found;
    const { kind, operation, linkId, agent } = seen;
    const acting = RequestContext.system(practiceId, ctx.channel, { requestId: ctx.requestId });
    const objectIds = deliveryId ? [deliveryId] : [];
    const entry = { operation, action: 'CREATE', objectType: 'MAIL_EVENT', objectIds, outcome: 'SUCCEEDED' } as const;
    const at = this.ground.clock.now();
    if (deliveryId && found.seen < mostOfOne) {
      // A second time within a second is the same to us, whoever it is that asks so fast.
      const second = at.toISOString().slice(0, 19);
      const key = eventKey(kind, ['LINK', deliveryId, linkId, agent, second]);
      const details = { agent, ...(linkId && { link: linkId }) };
      const message = { messageId: null, sendId: deliveryId, addressIndex: null, linkId };
      const event = { practiceId, at, origin: 'LINK', kind, key, ...message, details } as const;
      await this.intake.store(event, { ctx: acting, entry });
    } else await this.ground.audit.append(acting, entry);
    ctx.audited += acting.audited;
  }
}
