export interface StreamSuppression {
  email: string;
  reason: 'HardBounce' | 'SpamComplaint' | 'ManualSuppression';
  origin: 'Recipient' | 'Customer' | 'Admin';
  at: number;
}

/** The addresses that a message stream mails no more. */
export class StreamSuppressions {
  readonly #streams = new Map<string, Map<string, StreamSuppression>>();

  has(stream: string, email: string): boolean {
    return this.#streams.get(stream)?.has(email) ?? false;
  }

  of(stream: string): StreamSuppression[] {
    return [...(this.#streams.get(stream)?.values() ?? [])];
  }

  /** False: it was there already. */
  add(stream: string, suppression: StreamSuppression): boolean {
    if (this.has(stream, suppression.email)) return false;
    const of = this.#streams.get(stream) ?? new Map<string, StreamSuppression>();
    this.#streams.set(stream, of.set(suppression.email, suppression));
    return true;
  }

  remove(stream: string, email: string): boolean {
    return this.#streams.get(stream)?.delete(email) ?? false;
  }

  clear(): void {
    this.#streams.clear();
  }
}
