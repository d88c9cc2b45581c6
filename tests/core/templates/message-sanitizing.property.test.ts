import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { harmlessHtml } from '../../../src/modules/templates/message.sanitizing.js';

const bits = fc.constantFrom(
  '<script>alert(1)</script>',
  '<img src=x onerror=y()>',
  '<a href="javascript:x()">',
  '</a>',
  '<svg onload=x>',
  '</svg>',
  '<iframe src=//x>',
  '<!--[if mso]>',
  '<![endif]-->',
  '<!--',
  '-->',
  '<!--[if !mso]><!-->',
  '<!--<![endif]-->',
  '<style>',
  '</style>',
  '@import url(//x);',
  'url(javascript:x)',
  'expression(x)',
  '@im@import x;port y;',
  'jajavascript:vascript:',
  '\\75rl(x)',
  '<p style="',
  '">',
  '"',
  "'",
  ' onclick=x ',
  '<table><tr><td>',
  '</td></tr></table>',
  '{{ person.firstName }}',
  '{% if person.lastName %}',
  '{% endif %}',
  '<form action=x>',
  '<input>',
  '<base href=x>',
  '<meta http-equiv=refresh content=0>',
  '<title>',
  '</title>',
  '<textarea>',
  '</textarea>',
  '<b>word</b>',
  '&lt;',
  '&#106;avascript:',
  '<body>',
  '</body>',
  '<html>',
  '<![CDATA[',
  ']]>',
  '<?x',
  '<!x',
  'keep0q',
  '<math>',
  '<noscript>',
  '</noscript>',
  '<template>',
  '<xmp>',
  '</xmp>',
  '<plaintext>',
  '\u0000',
  '<link rel=stylesheet href=x>',
  '<object data=x>',
  '<embed src=x>',
);

/** What a page holds, its conditional comments opened as Outlook would. */
function dangersOf(page: string): string[] {
  const found: string[] = [];
  let inside = '';
  const parser = new Parser({
    onopentag: (name, attributes) => {
      inside = name;
      if (/^(script|iframe|form|input|object|embed|base|link|svg|math|textarea|template)$/.test(name)) found.push(name);
      for (const [key, value] of Object.entries(attributes)) {
        if (/^on/.test(key)) found.push(`${name} ${key}`);
        if (/^\s*(javascript|data|vbscript):/i.test(value)) found.push(`${name} ${value}`);
        if (key === 'http-equiv' && value === 'refresh') found.push('refresh');
        if (key === 'style' && /expression\(|javascript:/i.test(value)) found.push(value);
      }
    },
    ontext: text => {
      if (inside === 'style' && /@import|javascript:|expression\(|\{\{|\{%/.test(text)) found.push(`style ${text}`);
    },
    onclosetag: () => {
      inside = '';
    },
    oncomment: text => {
      const inner = /^\[if [^\]]*\]>(.*)<!\[endif\]$/s.exec(text)?.[1];
      if (inner !== undefined) found.push(...dangersOf(inner));
      else if (!/^(\[if [^\]]*\]><!|<!\[endif\])$/.test(text)) found.push(`comment ${text}`);
    },
  });
  parser.end(page);
  return found;
}

describe('HTML is made harmless', () => {
  test('whatever it is made of, and once is enough', () => {
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 25 }), pieces => {
        let source = pieces.join('');
        // half a condition is refused before
        if ((source.match(/\{% if/g) ?? []).length !== (source.match(/\{% endif/g) ?? []).length)
          source = source.replace(/\{%.*?%\}/g, '');
        const harmless = harmlessHtml(source);
        expect(dangersOf(harmless)).toEqual([]);
        expect(harmlessHtml(harmless)).toBe(harmless);
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    '<table width="600" style="border-collapse:collapse"><tbody><tr><td bgcolor="#fff">a</td></tr></tbody></table>',
    '<!--[if mso | IE]><table role="presentation"><tr><td style="width:600px;" ><![endif]-->a<!--[if mso | IE]></td></tr></table><![endif]-->',
    '<!--[if gte mso 9]><v:rect xmlns:v="urn:schemas-microsoft-com:vml" fill="true"><v:fill src="https://x.example/a.png" /></v:rect><![endif]-->',
    '<!--[if !mso]><!--><b>a</b><!--<![endif]-->',
    '<style>@media (max-width:480px) { .a > b { color: red !important } }</style>',
    '{% if person.firstName == "<b>" %}a{% else %}b{% endif %}',
    '<a href="{{ unsubscribeUrl }}" target="_blank">a</a> <a href="tel:{{ practice.phone }}">b</a>',
    '<img src="https://x.example/a.png" alt="{{ practice.name }}" />',
  ])('and stays as it is when it was: %s', html => expect(harmlessHtml(html)).toBe(html));
});
