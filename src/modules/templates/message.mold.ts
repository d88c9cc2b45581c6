import type { Template } from 'liquidjs';
import type { FilledText, TextForm } from '../../platform/mail/mailer.js';
import { isLiquid, liquidTokens, type Notation, parseLiquid, renderLiquid, written } from './message.liquid.js';

/** The values of a message's merge fields, by their paths. */
export type MessageValues = Readonly<Record<string, unknown>>;

type Piece = { path: string[] } | { template: Template[] };

const plainField = /^\{\{-?\s*([a-zA-Z]+)(?:\.([a-zA-Z]+)|\[(\d+)\])?\s*-?\}\}$/;
const opening = /^\{%-?\s*(?:if|unless|case|comment)\b/;
const closing = /^\{%-?\s*end/;
const trimming = /\{[{%]-|-[}%]\}/;

/**
 * One part of a message, cut into what stands still and what is filled in. A plain merge field costs a lookup; only
 * what decides or changes something is left to Liquid, and the same piece is written once, however often it stands.
 */
export class Mold implements TextForm {
  readonly parts: string[] = [''];
  readonly slots: number[] = [];
  readonly #pieces: Piece[] = [];

  constructor(
    source: string,
    private readonly notation: Notation,
  ) {
    const known = new Map<string, number>();
    for (const part of trimming.test(source) ? [source] : partsOf(source)) {
      if (!part.includes('{{') && !part.includes('{%')) {
        this.parts[this.parts.length - 1] += part;
        continue;
      }
      const at = known.get(part) ?? this.#pieces.push(pieceOf(part, notation)) - 1;
      known.set(part, at);
      this.slots.push(at);
      this.parts.push('');
    }
  }

  fill(values: MessageValues): FilledText {
    return { form: this, values: this.#pieces.map(piece => this.#written(piece, values)) };
  }

  #written(piece: Piece, values: MessageValues): string {
    return 'path' in piece
      ? written(valueAt(values, piece.path), this.notation)
      : renderLiquid(piece.template, values, this.notation);
  }
}

function valueAt(values: MessageValues, path: string[]): unknown {
  let value: unknown = values;
  for (const key of path) value = value && Object.hasOwn(value, key) ? (value as MessageValues)[key] : undefined;
  return value;
}

function pieceOf(part: string, notation: Notation): Piece {
  const [, root, field, index] = plainField.exec(part) ?? [];
  const path = [root, field ?? index].filter(key => key !== undefined);
  return path.length > 0 ? { path } : { template: parseLiquid(part, notation) };
}

/** Words, outputs, and tags with all that stands in them. */
function partsOf(source: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  for (const token of liquidTokens(source)) {
    const text = token.getText();
    if (depth > 0) parts[parts.length - 1] += text;
    else parts.push(text);
    if (!isLiquid(token)) continue;
    if (opening.test(text)) depth += 1;
    else if (closing.test(text)) depth -= 1;
  }
  return parts;
}
