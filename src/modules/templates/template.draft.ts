import { type Fault, ValidationError } from '../../platform/errors/errors.js';
import { contentIssues, variablesIn } from './message.content.js';
import type { MessageDraft } from './message.publishing.js';
import type { EmailTemplate } from './template.entity.js';

type GivenParts = { [part in keyof MessageDraft]?: MessageDraft[part] | undefined };

const parts = ['subject', 'preheader', 'html', 'mjml', 'text'] as const satisfies (keyof MessageDraft)[];

/** What the draft of a template says. */
export const draftFields = (template: EmailTemplate): MessageDraft =>
  Object.fromEntries(parts.map(part => [part, template[part] ?? null])) as unknown as MessageDraft;

/** The draft with the parts that are given; HTML takes the place of MJML, and the other way round. */
export function revisedDraft(before: MessageDraft, given: GivenParts): GivenParts {
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const replaced = { ...(given.html && { mjml: null }), ...(given.mjml && { html: null }) };
  return { ...before, ...replaced, ...present };
}

const fault = (part: string, code: string, message: string): Fault => ({ path: [part], code, message });

/** The draft as a row has it. @throws ValidationError for each thing that it may not say, with its place. */
export function soundDraft(given: GivenParts): MessageDraft & { variables: string[] } {
  const draft = Object.fromEntries(parts.map(part => [part, given[part] ?? null])) as unknown as MessageDraft;
  const faults = contentIssues(draft);
  if (draft.html && draft.mjml) faults.push(fault('mjml', 'INVALID', 'A template has HTML or MJML, not both.'));
  if (!draft.html && !draft.mjml) faults.push(fault('html', 'REQUIRED', 'A template needs HTML or MJML.'));
  if (faults.length > 0) throw new ValidationError(faults);
  return { ...draft, variables: variablesIn(draft) };
}
