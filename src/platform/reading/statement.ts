/** A value that differs from call to call of the same statement. */
type Slot = { of: 'practice' | 'viewer' | 'now' } | { value: unknown };

export interface SlotValues {
  practice: string;
  viewer: string;
  now: Date;
}

/** Collects the bound values of a statement while its text is written. */
export class Statement {
  readonly #slots: Slot[];
  readonly #named: Partial<Record<'practice' | 'viewer' | 'now', string>>;
  /** Whether rows are found by words in it, of which no plan foresees how many rows have them. */
  isByWords = false;

  constructor(after?: Statement) {
    this.#slots = after ? [...after.#slots] : [];
    this.#named = after ? { ...after.#named } : {};
  }

  /** Binds a value; answers its place in the text, with the type when the context does not tell it. */
  bind(value: unknown, type?: string): string {
    const place = `$${this.#slots.push({ value })}`;
    return type ? `${place}::${type}` : place;
  }

  /** Writes an expression for the row `alias` and, where it joins, the related row `related`. */
  write(sql: string, alias: string, related = ''): string {
    return sql.replace(/\{(\w+)\}/g, (_, name: string) => {
      if (name === 't') return alias;
      if (name === 'n') return related;
      return this.#runtime(name as 'practice' | 'viewer' | 'now');
    });
  }

  #runtime(name: 'practice' | 'viewer' | 'now'): string {
    const known = this.#named[name];
    if (known) return known;
    const place = `$${this.#slots.push({ of: name })}::${name === 'now' ? 'timestamptz' : 'uuid'}`;
    this.#named[name] = place;
    return place;
  }

  values(run: SlotValues): unknown[] {
    return this.#slots.map(slot => ('of' in slot ? run[slot.of] : slot.value));
  }
}
