import { describe, expect, test } from '@jest/globals';
import { sources } from './source.js';

/** Methods of a class body formatted with two spaces: name and number of lines inside the braces. */
function methods(text: string): { name: string; lines: number }[] {
  const found: { name: string; lines: number }[] = [];
  let open: { name: string; from: number } | null = null;
  for (const [at, line] of text.split('\n').entries()) {
    const start = /^ {2}(?:async |private |static |override )*([\w#]+)\(.*\{$|^ {2}\).*\{$/.exec(line);
    if (start && !open) open = { name: start[1] ?? `line ${at + 1}`, from: at };
    else if (open && line === '  }') {
      found.push({ name: open.name, lines: at - open.from - 1 });
      open = null;
    }
  }
  return found;
}

describe('sizes', () => {
  test('no file is longer than 250 lines', () => {
    const long = sources.map(file => [file.path, file.text.split('\n').length - 1] as const).filter(([, n]) => n > 250);
    expect(long).toEqual([]);
  });

  test('resolver methods stay within 6 lines, use cases within 40', () => {
    const long = sources.flatMap(({ path, text }) => {
      const limit = /\.resolver\.ts$/.test(path) ? 6 : 40;
      return methods(text)
        .filter(m => m.lines > limit && m.name !== 'constructor')
        .map(m => `${path} ${m.name} ${m.lines}`);
    });
    expect(long).toEqual([]);
  });

  test('no folder or file has a name that says nothing', () => {
    expect(
      sources.map(file => file.path).filter(path => /(^|\/)(utils?|helpers?|common|managers?)(\/|\.)/.test(path)),
    ).toEqual([]);
  });
});
