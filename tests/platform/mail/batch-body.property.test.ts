import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BatchBody } from '../../../src/platform/mail/batch-body.js';
import { type FilledText, type OutgoingMessage, wholeText } from '../../../src/platform/mail/mailer.js';
import { outgoing } from '../../support/sandbox.js';

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', '"', '\\', '\u0000\u001f', '\u2028', 'é€😀', '</script>', '😀'.repeat(9_000)),
);
const forms = fc
  .tuple(words, fc.array(fc.tuple(fc.nat(3), words), { maxLength: 12 }))
  .map(([first, rest]) => ({ parts: [first, ...rest.map(([, part]) => part)], slots: rest.map(([slot]) => slot) }));
const values = fc.array(words, { minLength: 4, maxLength: 4 });

/** Messages of one content, each for somebody else. */
const batches = fc
  .record({
    forms: fc.record({ subject: forms, html: forms, text: forms }),
    readers: fc.array(fc.record({ to: words, values, replyTo: fc.option(words) }), { maxLength: 6 }),
  })
  .map(({ forms: { subject, html, text }, readers }) =>
    readers.map(({ to, values: held, replyTo }) =>
      outgoing(to, {
        replyTo,
        subject: { form: subject, values: held },
        html: { form: html, values: held },
        text: { form: text, values: held },
        headers: [{ name: 'List-Unsubscribe', value: `<${to}>` }],
      }),
    ),
  );

const whole = (text: string | FilledText) => (typeof text === 'string' ? text : wholeText(text));

/** As the provider reads it. */
const asPostmark = (message: OutgoingMessage) => ({
  From: message.from,
  To: message.to,
  ...(message.replyTo ? { ReplyTo: message.replyTo } : {}),
  Headers: message.headers.map(({ name, value }) => ({ Name: name, Value: value })),
  MessageStream: message.stream,
  Metadata: message.metadata,
  TrackOpens: false,
  TrackLinks: 'None',
  Subject: whole(message.subject),
  HtmlBody: whole(message.html),
  TextBody: whole(message.text),
});

describe('the body of a batch', () => {
  test('reads as its messages written out one by one, however often it is written anew', () => {
    const body = new BatchBody();
    fc.assert(
      fc.property(batches, messages => {
        expect(JSON.parse(body.write(messages).toString())).toEqual(messages.map(asPostmark));
      }),
      { numRuns: 500 },
    );
  });

  test('is byte for byte what whole texts come to', () => {
    // Half a letter at the end of a part is written as such, and reads the same beside its other half.
    const isWhole = (messages: OutgoingMessage[]) =>
      messages.flatMap(({ subject, html, text }) => [subject, html, text]).every(text => isWellFormed(text));
    fc.assert(
      fc.property(batches.filter(isWhole), messages => {
        expect(new BatchBody().write(messages).equals(Buffer.from(JSON.stringify(messages.map(asPostmark))))).toBe(
          true,
        );
      }),
      { numRuns: 500 },
    );
  });
});

const isWellFormed = (text: string | FilledText) =>
  typeof text === 'string' || [...text.form.parts, ...text.values].every(part => part.isWellFormed());
