/** A row in the clear, as a merge compares it. */
export interface MergeSide<Field extends string> {
  id: string;
  values: Record<Field, unknown>;
}

export interface MergedValue<Field extends string> {
  field: Field;
  value: unknown;
  /** The rows the value comes from; none when all are empty. */
  fromIds: string[];
}

/** The fields of a noun that a merge settles, and those it settles in a way of their own. */
export interface MergeFields<Field extends string> {
  all: readonly Field[];
  /** Lists are united, first come first kept. */
  united: readonly Field[];
  /** A no said to either record stays a no. */
  cautious: readonly Field[];
}

const isEmpty = (value: unknown) => value == null || (Array.isArray(value) && value.length === 0);
const longestList = 50;

/** What the primary's fields become: as told, else its own value, else the first of the duplicates' that is there. */
export function planMerge<Field extends string>(
  fields: MergeFields<Field>,
  sides: MergeSide<Field>[],
  told: ReadonlyMap<Field, string>,
): MergedValue<Field>[] {
  return fields.all.map(field => {
    const chosen = sides.find(side => side.id === told.get(field));
    if (chosen) return { field, value: chosen.values[field], fromIds: [chosen.id] };
    if (fields.united.includes(field)) return unite(field, sides);
    if (fields.cautious.includes(field)) return mostCautious(field, sides);
    const first = sides.find(side => !isEmpty(side.values[field]));
    return { field, value: first?.values[field] ?? null, fromIds: first ? [first.id] : [] };
  });
}

function unite<Field extends string>(field: Field, sides: MergeSide<Field>[]): MergedValue<Field> {
  const listed = sides.map(side => ({ id: side.id, list: (side.values[field] ?? []) as string[] }));
  const value = [...new Set(listed.flatMap(({ list }) => list))].slice(0, longestList);
  return { field, value, fromIds: listed.filter(({ list }) => list.length > 0).map(({ id }) => id) };
}

function mostCautious<Field extends string>(field: Field, sides: MergeSide<Field>[]): MergedValue<Field> {
  const refusing = sides.find(side => side.values[field] === false);
  const from = refusing ?? (sides[0] as MergeSide<Field>);
  return { field, value: from.values[field], fromIds: [from.id] };
}
