import { type MergeField, mergeFields } from './lead.merge-rules.js';

/** A lead in the clear, as a merge compares it. */
export interface MergeSide {
  id: string;
  values: Record<MergeField, unknown>;
}

export interface MergedValue {
  field: MergeField;
  value: unknown;
  /** The leads the value comes from; none when all are empty. */
  fromIds: string[];
}

const isEmpty = (value: unknown) => value == null || (Array.isArray(value) && value.length === 0);

/** Lists are united, first come first kept. */
const united: readonly MergeField[] = ['tags', 'interestedServices'];
/** A no to one channel said to either record stays a no. */
const cautious: readonly MergeField[] = ['okToEmail', 'okToText', 'okToVoicemail'];
const mostTags = 50;

/** What the primary's fields become: as told, else its own value, else the first of the duplicates' that is there. */
export function planMerge(sides: MergeSide[], told: ReadonlyMap<MergeField, string>): MergedValue[] {
  return mergeFields.map(field => {
    const chosen = sides.find(side => side.id === told.get(field));
    if (chosen) return { field, value: chosen.values[field], fromIds: [chosen.id] };
    if (united.includes(field)) return unite(field, sides);
    if (cautious.includes(field)) return mostCautious(field, sides);
    const first = sides.find(side => !isEmpty(side.values[field]));
    return { field, value: first?.values[field] ?? null, fromIds: first ? [first.id] : [] };
  });
}

function unite(field: MergeField, sides: MergeSide[]): MergedValue {
  const listed = sides.map(side => ({ id: side.id, list: (side.values[field] ?? []) as string[] }));
  const value = [...new Set(listed.flatMap(({ list }) => list))].slice(0, mostTags);
  return { field, value, fromIds: listed.filter(({ list }) => list.length > 0).map(({ id }) => id) };
}

function mostCautious(field: MergeField, sides: MergeSide[]): MergedValue {
  const refusing = sides.find(side => side.values[field] === false);
  const from = refusing ?? (sides[0] as MergeSide);
  return { field, value: from.values[field], fromIds: [from.id] };
}
