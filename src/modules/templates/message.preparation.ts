import { type FilledText, wholeText } from '../../platform/mail/mailer.js';
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
import { type MessageValues, Mold } from './message.mold.js';
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

/** The parts of a rendered message, with what stands still apart. */
export type FilledMessage = Record<'subject' | 'html' | 'text', FilledText>;

/** A message read once, to be written out for many. */
export interface PreparedMessage {
  /** Where its tracked links lead, by position; none unless links are tracked. */
  links: string[];
  render(person: MergePerson, urls: MessageUrls): RenderedMessage;
  /** The same as forms with their values. Costs microseconds by the number of merge fields and links. */
  fill(person: MergePerson, urls: MessageUrls): FilledMessage;
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
  const valuesOf = (person: MergePerson, urls: MessageUrls): MessageValues => ({
    person: personFields(person),
    practice: sender,
    unsubscribeUrl: urls.unsubscribe,
    preferencesUrl: urls.preferences,
    pixelUrl: urls.pixel,
    links: links.map((_, position) => urls.link(position)),
  });
  const fill = (values: MessageValues): FilledMessage => ({
    subject: subject.fill(values),
    html: htmlMold.fill(values),
    text: textMold.fill(values),
  });
  return {
    links,
    render(person, urls) {
      const values = valuesOf(person, urls);
      const filled = fill(values);
      return {
        subject: wholeText(filled.subject),
        preheader: preheader && wholeText(preheader.fill(values)),
        html: wholeText(filled.html),
        text: wholeText(filled.text),
      };
    },
    fill: (person, urls) => fill(valuesOf(person, urls)),
  };
}
