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
import { Mold } from './message.mold.js';
import { harmlessHtml } from './message.sanitizing.js';
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

/** A message as its reader gets it. */
export interface RenderedMessage {
  subject: string;
  /** What stands in the HTML part for mail clients to show beside the subject. */
  preheader: string | null;
  html: string;
  text: string;
}

/** A message read once, to be written out for many. */
export interface PreparedMessage {
  /** Where its tracked links lead, by position; none unless links are tracked. */
  links: string[];
  /** Costs microseconds by the number of its merge fields and links; does nothing but that. */
  render(person: MergePerson, urls: MessageUrls): RenderedMessage;
}

/**
 * Reads a content for sending: made harmless, complete with preview line, footer and text part. Costs milliseconds.
 * @throws LiquidError for a content that `contentIssues` would not let pass.
 */
export function prepareMessage({ content, purpose, practice, tracksLinks, tracksOpens }: MessagePlan): PreparedMessage {
  const links: string[] = [];
  const harmless = harmlessHtml(content.html);
  const html = furnishHtml({ html: harmless, preheader: content.preheader }, { purpose, tracksOpens });
  const text = furnishText(content.text ?? textOfHtml(harmless), purpose);
  const subject = new Mold(content.subject, 'TEXT');
  const preheader = content.preheader ? new Mold(content.preheader, 'TEXT') : null;
  const htmlMold = new Mold(tracksLinks ? htmlWithLinks(html, links) : html, 'HTML');
  const textMold = new Mold(tracksLinks ? textWithLinks(text, links) : text, 'TEXT');
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
        subject: subject.write(values),
        preheader: preheader?.write(values) ?? null,
        html: htmlMold.write(values),
        text: textMold.write(values),
      };
    },
  };
}
