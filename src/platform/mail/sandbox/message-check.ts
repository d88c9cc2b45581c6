import type { PostmarkMessage } from './caught-mail.js';

/** Why Postmark takes a message not: its `ErrorCode` and words. */
export interface Refusal {
  code: number;
  message: string;
}

const refusal = (code: number, message: string): Refusal => ({ code, message });
const mailbox = /^[^\s@<>",;]{1,64}@[^\s@<>",;]{1,253}\.[^\s@<>",;.]{1,63}$/;
const mostRecipients = 50;

/** The bare addresses of `Name <a@b.c>, "Other, Name" <d@e.f>`, in lower case. */
export function addressesOf(list: string | undefined): string[] {
  if (!list) return [];
  const bare = list.replace(/"(?:[^"\\]|\\.)*"/g, '');
  return bare.split(',').flatMap(part => {
    const address = /<([^<>]*)>\s*$/.exec(part)?.[1] ?? part;
    return address.trim().toLowerCase() || [];
  });
}

export const recipientsOf = ({ To, Cc, Bcc }: PostmarkMessage): string[] => [
  ...addressesOf(To),
  ...addressesOf(Cc),
  ...addressesOf(Bcc),
];

/** Whether an address asks for something by a word in its local part. */
export const isNamed = (address: string, word: string): boolean =>
  address.slice(0, address.lastIndexOf('@')).includes(word);

/** What Postmark would refuse of the message by itself; null: nothing. */
export function refusalOf(given: unknown): Refusal | null {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return refusal(402, 'The message is not a JSON object.');
  }
  const message = given as PostmarkMessage;
  return refusedAddress(message) ?? refusedContent(message) ?? refusedExtras(message);
}

function refusedAddress(message: PostmarkMessage): Refusal | null {
  const [from = ''] = addressesOf(message.From);
  if (!mailbox.test(from)) return refusal(300, "Invalid 'From' address.");
  const recipients = recipientsOf(message);
  if (recipients.length === 0) return refusal(300, 'Zero recipients specified.');
  if (recipients.length > mostRecipients) return refusal(300, `More than ${mostRecipients} recipients specified.`);
  const wrong = recipients.find(address => !mailbox.test(address) || address.includes('..'));
  return wrong === undefined ? null : refusal(300, `Invalid 'To' address: '${wrong}'.`);
}

function refusedContent({ HtmlBody, TextBody, Subject = '' }: PostmarkMessage): Refusal | null {
  if (!HtmlBody && !TextBody) return refusal(300, 'Provide either email TextBody or HtmlBody or both.');
  if (Subject.length > 2_000) return refusal(300, "The 'Subject' is longer than 2000 characters.");
  const longest = 5 * 1024 * 1024;
  const isTooLong = [HtmlBody, TextBody].some(body => (body?.length ?? 0) > longest);
  return isTooLong ? refusal(300, 'A body is larger than 5 MB.') : null;
}

function refusedExtras({ Subject = '', Headers = [], Metadata = {} }: PostmarkMessage): Refusal | null {
  const isBroken = Headers.some(({ Name, Value }) => !/^[!-9;-~]+$/.test(Name) || /[\r\n]/.test(Value));
  if (isBroken || /[\r\n]/.test(Subject)) return refusal(300, 'Invalid header.');
  const entries = Object.entries(Metadata);
  const isTooMuch = entries.some(([key, value]) => key.length > 20 || String(value).length > 80);
  return entries.length > 10 || isTooMuch ? refusal(300, 'Invalid metadata content.') : null;
}
