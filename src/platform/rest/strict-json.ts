import { BadRequestError, ValidationError } from '../errors/errors.js';

/** Deeper than any body of ours; a bomb is refused before it is built. */
export const depthLimit = 32;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const malformed = (message: string, path: string[] = []) => new BadRequestError(message, path);

/** Bytes -> text; anything but plain UTF-8 is refused. */
export function utf8(bytes: Uint8Array): string {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw malformed('The body is not valid UTF-8.');
  }
  if (text.startsWith('\uFEFF')) throw malformed('The body begins with a byte order mark; send plain UTF-8.');
  return text;
}

/** End of the string literal that opens at `from`. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

/** Whether a colon comes next, so that the string before it was a name. */
function isName(text: string, from: number): boolean {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text[at] as string)) at++;
  return text[at] === ':';
}

/** What a string literal says; one that is no JSON says itself, as the whole is refused anyway. */
function nameOf(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal;
  }
}

/**
 * One pass over the text before it is parsed: refuses more levels than allowed, and gives the first name
 * that stands twice in one object, which JSON.parse would hide. Says nothing of the syntax.
 */
function survey(text: string): string | null {
  const open: (Set<string> | null)[] = [];
  let repeated: string | null = null;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '{' || char === '[') {
      if (open.push(char === '{' ? new Set() : null) > depthLimit) {
        throw malformed(`The body is nested deeper than ${depthLimit} levels.`);
      }
    } else if (char === '}' || char === ']') open.pop();
    else if (char === '"') {
      const [start, end] = [at, endOfString(text, at)];
      const names = open.at(-1);
      at = end;
      if (!names || !isName(text, end + 1)) continue;
      const name = nameOf(text.slice(start, end + 1));
      if (names.has(name)) repeated ??= name;
      names.add(name);
    }
  }
  return repeated;
}

/** Refuses text that PostgreSQL or UTF-8 cannot hold and numbers that lost digits, wherever they stand. */
function inspect(value: unknown, path: string[]): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw malformed('The text has a NUL character.', path);
    if (!value.isWellFormed()) throw malformed('The text has half a surrogate pair.', path);
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      throw malformed('The number is too large to be kept exactly.', path);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      inspect(name, path);
      if (name === '__proto__') throw ValidationError.at([...path, name], 'UNKNOWN_FIELD', 'There is no such field.');
      inspect(inner, [...path, name]);
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('The body is not valid JSON.');
  }
}

/** Parses what a program of others sends, of which only known fields are kept: it must be JSON, and no bomb. */
export function looseJson(text: string): unknown {
  survey(text);
  return parsed(text);
}

/** Parses JSON so that what is kept is what was sent; throws BadRequestError naming the place otherwise. */
export function strictJson(text: string): unknown {
  const repeated = survey(text);
  const value = parsed(text);
  if (repeated !== null) {
    throw malformed('The body gives a field twice.', [repeated]);
  }
  inspect(value, []);
  return value;
}
