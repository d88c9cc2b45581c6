import type { MessageContent } from './message.content.js';
import {
  type MergePerson,
  type MergePractice,
  type MessageUrls,
  personFields,
  practiceFields,
} from './message.fields.js';
import { furnishHtml, furnishText } from './message.footer.js';
import { htmlWithLinks, textWithLinks } from './message.links.js';
import { parseLiquid, renderLiquid } from './message.liquid.js';
import { textOfHtml } from './message.text.js';
import type { MailPurpose } from './template.vocabulary.js';

/** What is sent, and how. */
export interface MessagePlan {
  content: MessageContent;
  purpose: MailPurpose;
  practice: MergePractice;
  tracksLinks: boolean;
  tracksOpens: boolean;
}

export interface RenderedMessage {
  subject: string;
  html: string;
  text: string;
}

/** A message read once, to be written out for many. */
export interface PreparedMessage {
  /** Where its tracked links lead, by position; none unless links are tracked. */
  links: string[];
  /** Costs tens of microseconds; throws for no content that `contentIssues` finds in order. */
  render(person: MergePerson, urls: MessageUrls): RenderedMessage;
}

/** Reads a content for sending: made harmless, complete with footer and text part. @throws LiquidError. */
export function prepareMessage({ content, purpose, practice, tracksLinks, tracksOpens }: MessagePlan): PreparedMessage {
  const links: string[] = [];
  const furnished = furnishHtml(content, { purpose, tracksOpens });
  const plain = furnishText(content.text ?? textOfHtml(content.html), { purpose });
  const parts = {
    subject: parseLiquid(content.subject, 'TEXT'),
    html: parseLiquid(tracksLinks ? htmlWithLinks(furnished, links) : furnished, 'HTML'),
    text: parseLiquid(tracksLinks ? textWithLinks(plain, links) : plain, 'TEXT'),
  };
  const sender = practiceFields(practice);
  return {
    links,
    render(person, urls) {
      const values = {
        person: personFields(person),
        practice: sender,
        unsubscribeUrl: urls.unsubscribe,
        preferencesUrl: urls.preferences,
        pixelUrl: urls.pixel,
        links: links.map((_, position) => urls.link(position)),
      };
      return {
        subject: renderLiquid(parts.subject, values, 'TEXT'),
        html: renderLiquid(parts.html, values, 'HTML'),
        text: renderLiquid(parts.text, values, 'TEXT'),
      };
    },
  };
}
