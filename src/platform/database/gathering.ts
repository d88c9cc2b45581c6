import { postgresFailure } from './failures.js';

interface Waiter<Item> {
  item: Item;
  done: () => void;
  failed: (error: unknown) => void;
}

interface GatheringOptions<Item> {
  /** One statement for all of them. */
  write(items: Item[]): Promise<unknown>;
  /** Told once of each group that was refused; what it gives back is thrown to each caller. */
  refused(error: unknown, items: Item[]): unknown;
  /** How long the first of a group waits for others. */
  milliseconds?: number;
}

/** A group is sent at once when it holds this many; keeps a statement under about a megabyte. */
const groupLimit = 256;
/** While a group is on its way the next one gathers for so long at most: the busier it is, the larger its groups. */
const gatherLimit = 20;

/** What many calls write in the same few milliseconds goes in one statement; each waits until its own is durable. */
export class Gathering<Item> {
  #group: Waiter<Item>[] = [];
  #timer: NodeJS.Timeout | null = null;
  #onTheWay = 0;

  constructor(private readonly options: GatheringOptions<Item>) {}

  add(item: Item): Promise<void> {
    return new Promise<void>((done, failed) => {
      this.#group.push({ item, done, failed });
      if (this.#group.length >= groupLimit) this.#send();
      else
        this.#timer ??= setTimeout(
          () => this.#send(),
          this.#onTheWay > 0 ? gatherLimit : (this.options.milliseconds ?? 3),
        );
    });
  }

  #send(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const group = this.#group;
    this.#group = [];
    void this.#write(group);
  }

  async #write(group: Waiter<Item>[]): Promise<void> {
    this.#onTheWay++;
    try {
      await this.options.write(group.map(({ item }) => item));
      for (const { done } of group) done();
    } catch (error) {
      // One caller's odd value must not refuse the others'.
      if (group.length > 1 && isOfTheData(error)) for (const waiter of group) void this.#write([waiter]);
      else this.#refuse(group, error);
    } finally {
      this.#onTheWay--;
      if (this.#onTheWay === 0 && this.#group.length > 0) this.#send();
    }
  }

  #refuse(group: Waiter<Item>[], error: unknown): void {
    const items = group.map(({ item }) => item);
    const refusal = this.options.refused(error, items);
    for (const { failed } of group) failed(refusal);
  }
}

/** SQLSTATE classes 22 (data) and 23 (constraint). */
const isOfTheData = (error: unknown): boolean => /^2[23]/.test(postgresFailure(error)?.code ?? '');
