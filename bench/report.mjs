import { readFileSync, writeFileSync } from 'node:fs';

/** Puts the text between the README's markers of this name. */
export function writeToReadme(name, text) {
  const file = new URL('../README.md', import.meta.url);
  const [from, to] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const readme = readFileSync(file, 'utf8');
  const [start, end] = [readme.indexOf(from), readme.indexOf(to)];
  if (start < 0 || end < start) throw new Error(`README.md has no place for the bench "${name}".`);
  writeFileSync(file, `${readme.slice(0, start + from.length)}\n${text}\n${readme.slice(end)}`);
}

export const median = values => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];

export function table(head, rows) {
  const line = cells => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at < 2 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
