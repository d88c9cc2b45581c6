import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { htmlWithLinks, textWithLinks } from '../../../src/modules/templates/message.links.js';

const url = fc
  .tuple(fc.constantFrom('http', 'https', 'HTTPS'), fc.webPath(), fc.webQueryParameters())
  .map(
    ([scheme, path, query]) =>
      `${scheme}://example.org/${encodeURI(path).replaceAll('&', '')}?a=1&amp;${query.replace(/['"&<>]/g, '')}`,
  );
const quote = fc.constantFrom('"', "'");
const link = fc.tuple(url, quote, fc.constantFrom('a', 'A', 'area')).map(([address, mark, element]) => ({
  html: `<${element} class=x href=${mark}${address}${mark} >go</${element}>`,
  isLink: true,
}));
const other = fc
  .constantFrom(
    '<p style="color:red">some &amp; words</p>',
    '<!--[if mso]><a href="https://in.a.comment/">x</a><![endif]-->',
    '<!--[if !mso]><!--><b>b</b><!--<![endif]-->',
    '<a href="mailto:a@example.org">m</a>',
    '<a href="tel:+1">t</a>',
    '<a href="{{ unsubscribeUrl }}">u</a>',
    '<a href="#top">top</a>',
    '<img src="https://example.org/i.png" alt="href=&quot;https://no&quot;">',
    '{% if person.firstName == "<a href=\'https://no\'>" %}hi{% endif %}',
    '<style>a { background: url(https://example.org/a.png) }</style>',
    '\r\n\t  ',
    'a < b and "https://in.the.text/"',
    '😀 {{ person.firstName | default: "a > b" }}',
  )
  .map(html => ({ html, isLink: false }));

describe('rewriting the links of an HTML part', () => {
  test('changes the bytes of their addresses, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(link, other), { maxLength: 30 }), pieces => {
        const source = pieces.map(({ html }) => html).join('');
        const links: string[] = [];
        const rewritten = htmlWithLinks(source, links);
        // putting each target back gives the source back, byte by byte
        const restored = rewritten.replace(/\{\{ links\[(\d+)\] \}\}/g, (_, at) =>
          links[Number(at)]!.replaceAll('&', '&amp;'),
        );
        expect(restored).toBe(source);
        expect(rewritten.match(/\{\{ links\[/g)?.length ?? 0).toBe(pieces.filter(({ isLink }) => isLink).length);
        expect(new Set(links).size).toBe(links.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('leaves a source of anything whatever readable as it was', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }).filter(text => !/\{[{%]/.test(text)),
        text => {
          const links: string[] = [];
          const rewritten = htmlWithLinks(text, links);
          if (links.length === 0) expect(rewritten).toBe(text);
          else expect(rewritten.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('rewriting the links of a text part', () => {
  test.each([
    ['Read https://example.org/a.', 'Read {{ links[0] }}.', ['https://example.org/a']],
    ['(https://example.org/a?b=1&c=2)', '({{ links[0] }})', ['https://example.org/a?b=1&c=2']],
    [
      'https://a.example/ https://b.example/x https://a.example/',
      '{{ links[0] }} {{ links[1] }} {{ links[0] }}',
      ['https://a.example/', 'https://b.example/x'],
    ],
    ['{{ unsubscribeUrl }} mailto:a@b.example xhttp://no', '{{ unsubscribeUrl }} mailto:a@b.example xhttp://no', []],
    ['https://example.org/{{ person.firstName }}', 'https://example.org/{{ person.firstName }}', []],
  ])('%s', (source, expected, targets) => {
    const links: string[] = [];
    expect(textWithLinks(source, links)).toBe(expected);
    expect(links).toEqual(targets);
  });
});
