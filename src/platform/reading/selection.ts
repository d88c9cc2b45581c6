/** What a caller wants of an object, free of any door: response key -> field. */
export interface Selection {
  readonly fields: ReadonlyMap<string, SelectedField>;
}

export interface SelectedField {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Null for a leaf. */
  readonly selection: Selection | null;
}

/** A row as both doors receive it: plain values by field name; a refused field holds a ForbiddenError. */
export type PlainRow = Record<string, unknown>;

/** A page of rows in either direction. */
export interface Page {
  edges: { cursor: string; node: PlainRow }[];
  nodes: PlainRow[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  /** Only when it was selected. */
  totalCount?: number;
}

type Wish = string | { [field: string]: Wish[] };

/** A constant selection, as REST presenters state it: `select(['id', { assignedTo: ['id', 'name'] }])`. */
export function select(wishes: Wish[]): Selection {
  const fields = new Map<string, SelectedField>();
  for (const wish of wishes) {
    if (typeof wish === 'string') fields.set(wish, { name: wish, args: {}, selection: null });
    else
      for (const [name, inner] of Object.entries(wish)) fields.set(name, { name, args: {}, selection: select(inner) });
  }
  return { fields };
}
