// Names of another origin, other files and anything that some reader runs.
const imports = /@(?:import|charset|namespace)\b[^;{}]*;?/gi;
const running = /(?:expression\s*\(|(?<![-\w])behaviou?r\s*:|-moz-binding\s*:|(?:java|vb|live)script\s*:)/gi;
const loads = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^)]*))\s*\)/gi;
const loadable = /^\s*(?:https?:\/\/|cid:|#)/i;

/** A style sheet or a style without what it could load or run but pictures; one that has none of that stays as it is. */
export function harmlessCss(css: string): string {
  // an escape can spell any of the words below
  const plain = /\\|<|\/\*/.test(css) ? css.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, '').replace(/[\\<]/g, '') : css;
  return plain
    .replace(imports, '')
    .replace(running, '')
    .replace(loads, (whole, double, single, bare) => (loadable.test(double ?? single ?? bare ?? '') ? whole : 'none'));
}
