// Names of another origin, other files and anything that some reader runs.
const imports = /@(?:import|charset|namespace)\b[^;{}]*;?/gi;
const running =
  /(?:expression\s{0,9}\(|(?<![-\w])behaviou?r\s{0,9}:|-moz-binding\s{0,9}:|(?:java|vb|live)script\s{0,9}:)/gi;
const loadable = /^\s*["']?\s*(?:https?:\/\/|cid:|#)/i;

/** Each address that a style loads; one that is no picture's of the web becomes none. */
function withoutLoads(css: string): string {
  const [start = '', ...rest] = css.split(/(url\()/i);
  let kept = start;
  for (let at = 0; at < rest.length; at += 2) {
    const [open, inner] = [rest[at]!, rest[at + 1]!];
    const end = inner.indexOf(')');
    if (end >= 0 && loadable.test(inner)) kept += open + inner;
    else kept += `none${end < 0 ? '' : inner.slice(end + 1)}`;
  }
  return kept;
}

const rounds = 9;

/** A style sheet or a style without what it could load or run but pictures; one that has none of that stays as it is. */
export function harmlessCss(css: string): string {
  let [left, before] = [css, ''];
  // what is taken out may join what was around it
  for (let round = 0; left !== before; round++) {
    if (round === rounds) return '';
    before = left;
    // an escape or a comment can hide any of the words
    const isPlain = !/\\|<|\/\*/.test(left);
    const plain = isPlain ? left : left.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, '').replace(/[\\<]/g, '');
    left = withoutLoads(plain.replace(imports, '').replace(running, ''));
  }
  return left;
}
