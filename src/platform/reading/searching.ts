/** The rows of a list as parts of a text; each condition is over the row `alias`. */
interface ListedRows {
  from: string;
  alias: string;
  /** True of the rows the page may have, whatever is asked for. */
  visible: string;
  asked: string;
  sorted: string;
}

/** Rows of the order's head that are compared with the words one by one before the index of words is asked. */
const headSize = 2_000;

/**
 * The rows of a page that is asked for by words. Common words fill it from the head of the order; when they do not,
 * all rows that have them come from the index of words and are sorted. A plan cannot choose between the two, since
 * how many texts have a word that begins so shows only as it runs: by the order alone it would compare every row with
 * a rare word, by the index alone sort nearly all rows for a common one.
 */
export function rowsByWords(rows: ListedRows, size: string, offset: string): string {
  const { from, alias, visible, asked, sorted } = rows;
  const [enough, count] = [`${size} + ${offset}`, '(select count(*) from near)'];
  // without the offset the planner might walk the order again
  const all = `(select * from ${from} ${alias} where ${visible} and ${asked} offset 0) found`;
  return `with head as materialized (select * from ${from} ${alias} where ${visible} ${sorted} limit ${headSize}),
      near as materialized (select * from head ${alias} where ${asked} ${sorted} limit ${enough})
    select * from (
      select * from near where ${count} >= ${enough} union all select * from ${all} where ${count} < ${enough}
    ) ${alias} ${sorted} limit ${size} offset ${offset}`;
}
