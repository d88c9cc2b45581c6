import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { prepareMessage } from '../../../src/modules/templates/message.preparation.js';
import { mailPurposes } from '../../../src/modules/templates/template.vocabulary.js';
import { BatchBody } from '../../../src/platform/mail/batch-body.js';
import { outgoing } from '../../support/sandbox.js';
import { postalAddress } from '../../support/templates.js';

const practice = { name: 'Elm & Oak', phone: '+16075550100', postalAddress };
const address = '12 Elm Street, Ithaca, NY 14850, US';
const urls = {
  unsubscribe: 'https://crm.example/u/token',
  preferences: 'https://crm.example/u/token#topics',
  link: (position: number) => `https://crm.example/t/${position}`,
  pixel: 'https://crm.example/t/pixel',
};
const plan = { practice, purpose: 'COMMERCIAL', tracksLinks: true, tracksOpens: true } as const;
const html = `<p title="{{ person.lastName }}">Dear {{ person.firstName }}{% if person.lastName %} {{ person.lastName | upcase }}{% endif %}</p>`;
const content = { subject: 'For {{ person.fullName }}', preheader: '{{ person.preferredName }}', html, text: null };

/** The tags and attribute names of a page, which no name may change. */
function skeletonOf(page: string): string[] {
  const found: string[] = [];
  const parser = new Parser({
    onopentag: (name, attributes) => found.push(`${name} ${Object.keys(attributes)}`),
    oncomment: text => found.push(text),
  });
  parser.end(page);
  return found;
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    '{{ person.phone }}',
    '{{{pm:unsubscribe}}}',
    '{% if true %}',
    '-->',
    '<!--',
    '&lt;b&gt;',
    '</p>',
    'x\r\nBcc: all@example.org',
    '{',
    '{{',
    '\u2028',
    '__proto__',
    '$&',
    '$1',
  ),
);

describe('whatever a reader is called', () => {
  const message = prepareMessage({ content, ...plan });
  const plain = skeletonOf(message.render({ firstName: 'A', lastName: 'B', preferredName: 'C' }, urls).html);

  test('the page stays what it is, and the name is read as it is written', () => {
    fc.assert(
      fc.property(nasty, nasty, nasty, (firstName, lastName, preferredName) => {
        const rendered = message.render({ firstName, lastName, preferredName }, urls);
        expect(skeletonOf(rendered.html)).toEqual(plain);
        for (const part of [rendered.subject, rendered.html, rendered.text]) expect(part).not.toContain('{{');
        expect(rendered.subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        const words: string[] = [];
        const parser = new Parser({ ontext: text => words.push(text) });
        parser.end(rendered.html);
        expect(words.join('')).toContain(firstName);
      }),
      { numRuns: 1000 },
    );
  });

  test('it leaves as it reads', () => {
    fc.assert(
      fc.property(nasty, nasty, nasty, (firstName, lastName, preferredName) => {
        const person = { firstName, lastName, preferredName };
        const { subject, html: page, text } = message.render(person, urls);
        const body = new BatchBody().write([outgoing('ada@example.test', message.fill(person, urls))]);
        const [sent] = JSON.parse(body.toString());
        expect(sent).toMatchObject({ Subject: subject, HtmlBody: page, TextBody: text });
      }),
    );
  });

  test('no part of it is read as Liquid a second time', () => {
    const {
      subject,
      html: page,
      text,
    } = message.render({ firstName: '{{ practice.phone }}', lastName: '', preferredName: '' }, urls);
    for (const part of [subject, page, text]) expect(part).not.toContain(practice.phone);
  });
});

const optOuts = [
  '',
  '<a href="{{ unsubscribeUrl }}">Stop</a>',
  '{% if person.firstName %}<a href="{{ unsubscribeUrl }}">Stop</a>{% endif %}',
];
const addresses = [
  '',
  '{{ practice.postalAddress }}',
  '{% if person.firstName %}{{ practice.postalAddress }}{% endif %}',
  '<!-- {{ practice.postalAddress }} -->',
];
const frames: [string, string][] = [
  ['', ''],
  ['<html><body class="a">', '</body></html>'],
  ['<div><p>', ''],
  ['<table><tr><td>', '</td></tr></table>'],
];

describe('a commercial message', () => {
  test('tells the address and the way out to every reader in both parts, and a footer adds what is missing once', () => {
    const given = fc.record({
      optOut: fc.constantFrom(...optOuts),
      at: fc.constantFrom(...addresses),
      frame: fc.constantFrom(...frames),
    });
    fc.assert(
      fc.property(
        given,
        fc.option(fc.constantFrom('Hello', '{{ practice.postalAddress }}', 'Stop: {{ unsubscribeUrl }}')),
        fc.constantFrom('Ann', null),
        ({ optOut, at, frame }, text, firstName) => {
          const body = `${frame[0]}Hello ${optOut} ${at}${frame[1]}`;
          const message = prepareMessage({ content: { ...content, html: body, text }, ...plan });
          const rendered = message.render({ firstName, lastName: null, preferredName: null }, urls);
          const times = (part: string, word: string) => part.split(word).length - 1;
          // a branch of its own may say it a second time; the footer never does
          const isBranch = (part: string) => part.includes('{% if') && firstName !== null;
          const html = rendered.html.replace(/<!--.*?-->/gs, '');
          expect(times(html, address)).toBe(isBranch(at) ? 2 : 1);
          expect(times(html, '/u/token"')).toBe(isBranch(optOut) ? 2 : 1);
          expect(times(html, 'Unsubscribe</a>')).toBe(optOut === optOuts[1] ? 0 : 1);
          expect(times(rendered.text, address)).toBeGreaterThanOrEqual(1);
          expect(rendered.text).toMatch(/https:\/\/crm\.example\/u\/token(?!#)/);
          if (text)
            expect([times(rendered.text, address), times(rendered.text, 'Unsubscribe: ')]).toEqual([
              1,
              text.startsWith('Stop') ? 0 : 1,
            ]);
          if (body.includes('</body>')) expect(rendered.html.trimEnd().endsWith('</body></html>')).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('names no tracked address in what is not its own link', () => {
    const body =
      '<a href="https://example.org/a?b=1&amp;c=2">a</a><a href="{{ unsubscribeUrl }}">u</a><a href="mailto:a@example.org">m</a>';
    const message = prepareMessage({ content: { ...content, html: body }, ...plan });
    expect(message.links).toEqual(['https://example.org/a?b=1&c=2']);
    const { html: page, text } = message.render({ firstName: null, lastName: null, preferredName: null }, urls);
    expect(page).toContain(
      '<a href="https://crm.example/t/0">a</a><a href="https://crm.example/u/token">u</a><a href="mailto:a@example.org">',
    );
    expect(text).toContain('a (https://crm.example/t/0)');
    expect(page).toContain('<img src="https://crm.example/t/pixel"');
  });
});

test.each(mailPurposes)('without tracking a %s message keeps its addresses and has no pixel', purpose => {
  const body = '<a href="https://example.org/a">a</a>';
  const message = prepareMessage({
    content: { ...content, html: body },
    practice,
    purpose,
    tracksLinks: false,
    tracksOpens: false,
  });
  const rendered = message.render({ firstName: 'A', lastName: 'B', preferredName: null }, { ...urls, pixel: null });
  expect(message.links).toEqual([]);
  expect(rendered.html).toContain(body);
  expect(rendered.html).not.toContain('/t/');
  expect(rendered.html.includes(address)).toBe(purpose === 'COMMERCIAL');
  expect(rendered.text.includes('Unsubscribe')).toBe(purpose === 'COMMERCIAL');
});
