import type { FilledText, OutgoingMessage, TextForm } from './mailer.js';

/** Room for what differs between messages of the same content: names and links. */
const spareBytes = 256;

/**
 * The body of a batch call: JSON in UTF-8. What stands still in a form is escaped and encoded once for all messages.
 * A body can be written anew when nobody reads its bytes any more: memory of this size is dear to take and to free.
 */
export class BatchBody {
  #held = Buffer.allocUnsafeSlow(16 * 1024);
  #length = 0;

  write(messages: readonly OutgoingMessage[]): Buffer {
    this.#length = 0;
    this.#add('[');
    for (const [at, message] of messages.entries()) {
      if (at > 0) this.#add(',');
      this.#addMessage(message);
      if (at === 0) this.#reserve(messages.length * (this.#length + spareBytes));
    }
    this.#add(']');
    return this.#held.subarray(0, this.#length);
  }

  #addMessage(message: OutgoingMessage): void {
    this.#add(JSON.stringify(envelopeOf(message)).slice(0, -1));
    this.#add(',"Subject":');
    this.#addText(message.subject);
    this.#add(',"HtmlBody":');
    this.#addText(message.html);
    this.#add(',"TextBody":');
    this.#addText(message.text);
    this.#add('}');
  }

  #addText(text: string | FilledText): void {
    if (typeof text === 'string') this.#add(JSON.stringify(text));
    else this.#addFilled(text);
  }

  #addFilled({ form, values }: FilledText): void {
    const parts = encodedParts(form);
    const escaped = values.map(withinString);
    this.#add('"');
    this.#addBytes(parts[0]!);
    for (let at = 0; at < form.slots.length; at++) {
      this.#add(escaped[form.slots[at]!]!);
      this.#addBytes(parts[at + 1]!);
    }
    this.#add('"');
  }

  #add(text: string): void {
    // A unit of UTF-16 comes to three bytes at most.
    this.#reserve(this.#length + 3 * text.length);
    this.#length += this.#held.write(text, this.#length);
  }

  #addBytes(bytes: Buffer): void {
    this.#reserve(this.#length + bytes.length);
    this.#held.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #reserve(length: number): void {
    if (length <= this.#held.length) return;
    const held = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#held.length));
    held.set(this.#held.subarray(0, this.#length));
    this.#held = held;
  }
}

/** A message without its texts. */
const envelopeOf = ({ from, to, replyTo, headers, stream, metadata }: OutgoingMessage) => ({
  From: from,
  To: to,
  ReplyTo: replyTo || undefined,
  Headers: headers.map(({ name, value }) => ({ Name: name, Value: value })),
  MessageStream: stream,
  Metadata: metadata,
  TrackOpens: false,
  TrackLinks: 'None',
});

const withinString = (text: string): string => JSON.stringify(text).slice(1, -1);

const encoded = new WeakMap<TextForm, Buffer[]>();

function encodedParts(form: TextForm): Buffer[] {
  let parts = encoded.get(form);
  if (!parts) {
    parts = form.parts.map(part => Buffer.from(withinString(part)));
    encoded.set(form, parts);
  }
  return parts;
}
