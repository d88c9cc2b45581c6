import { isLiquid, liquidTokens } from './message.liquid.js';

/** A source whose Liquid stands as single words that no parser of HTML takes for anything else. */
export interface Shielded {
  words: string;
  /** Keeps another piece as a word. */
  hold(piece: string): string;
  restore(text: string): string;
  isMarked(text: string): boolean;
  /** Numbers of the pieces of Liquid that a text made of the words no longer has. */
  lostIn(text: string): number[];
}

export function shielded(source: string): Shielded {
  const pieces: string[] = [];
  let mark = 'keep';
  while (source.includes(mark)) mark += 'z';
  const pattern = new RegExp(`${mark}(\\d+)q`, 'g');
  const hold = (piece: string) => `${mark}${pieces.push(piece) - 1}q`;
  return {
    words: liquidTokens(source)
      .map(token => (isLiquid(token) ? hold(token.getText()) : token.getText()))
      .join(''),
    hold,
    restore: text => text.replace(pattern, (_, at) => pieces[Number(at)] ?? ''),
    isMarked: text => text.includes(mark),
    lostIn: text => pieces.flatMap((_, at) => (text.includes(`${mark}${at}q`) ? [] : [at])),
  };
}
