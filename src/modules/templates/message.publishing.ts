import { ValidationError } from '../../platform/errors/errors.js';
import { contentIssues, type MessageContent, type MessageParts, variablesIn } from './message.content.js';
import type { MergeField } from './message.fields.js';
import { htmlOfMjml } from './message.mjml.js';
import { harmlessHtml } from './message.sanitizing.js';
import { textOfHtml } from './message.text.js';

/** A draft as an author keeps it: HTML or MJML. */
export type MessageDraft = Required<MessageParts> & { subject: string };

/** A content that can be sent as it stands: compiled, harmless and with both parts. */
export interface PublishedContent extends MessageContent {
  text: string;
  variables: MergeField[];
}

/** Characters of what is sent; mail clients cut a message off long before. */
const mostHtml = 500_000;

/** What a draft comes to. @throws ValidationError with all that keeps it from being sent, by part and line. */
export async function publishedContent(draft: MessageDraft): Promise<PublishedContent> {
  assertSound(contentIssues(draft));
  const { subject, preheader = null } = draft;
  const html = harmlessHtml(draft.mjml ? await htmlOfMjml(draft.mjml) : (draft.html ?? ''));
  const written = draft.mjml ? 'mjml' : 'html';
  if (html.length > mostHtml) throw ValidationError.at(written, 'TOO_LONG', 'What this comes to is too long.');
  const content = { subject, preheader, html, text: draft.text ?? textOfHtml(html) };
  // compiling leaves out what stands where nothing is shown, half of a condition too
  assertSound(contentIssues(content).map(fault => (fault.path[0] === 'html' ? { ...fault, path: [written] } : fault)));
  return { ...content, variables: variablesIn(content) };
}

function assertSound(faults: ReturnType<typeof contentIssues>): void {
  if (faults.length > 0) throw new ValidationError(faults);
}
