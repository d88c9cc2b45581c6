const isUpper = (letter: string): boolean => {
  const lower = letter.toLowerCase();
  const stands = (text: string) => text.normalize('NFKD') === text;
  return lower !== letter && lower.length === 1 && stands(letter) && stands(lower);
};

/** Latin, Greek and Cyrillic capitals; `segment_text` in the database knows the same ones. */
const capitals = new Map(
  Array.from({ length: 0x530 }, (_, code) => String.fromCharCode(code))
    .filter(isUpper)
    .map(letter => [letter, letter.toLowerCase()]),
);

/** Text as rules compare it: without accents, in lower case; `segment_text` in the database does the same. */
export function comparable(text: string): string {
  const plain = text.normalize('NFKD').replace(/[\u0300-\u036f]+/g, '');
  return plain.replace(/[A-Z\u0080-\u052f]/g, letter => capitals.get(letter) ?? letter);
}
