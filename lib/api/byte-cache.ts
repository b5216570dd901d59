/** Keeps what was used latest, up to a number of bytes; the value asked for twice is made once. */
export class ByteCache {
  readonly #limit: number;
  readonly #kept = new Map<string, { readonly value: Promise<unknown>; bytes: number }>();
  #bytes = 0;

  /** @param limit in bytes of the files from which the values were made */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get<Value>(
    key: string,
    make: () => Promise<{ readonly value: Value; readonly bytes: number }>,
  ): Promise<Value> {
    const found = this.#kept.get(key);
    if (found) {
      this.#kept.delete(key);
      this.#kept.set(key, found);
      return found.value as Promise<Value>;
    }
    const made = make();
    const entry = { value: made.then(({ value }) => value), bytes: 0 };
    this.#kept.set(key, entry);
    made.then(
      ({ bytes }) => this.#weigh(key, entry, bytes),
      () => this.#forget(key, entry),
    );
    return entry.value;
  }

  #weigh(key: string, entry: { bytes: number }, bytes: number): void {
    if (this.#kept.get(key) !== entry) return;
    entry.bytes = bytes;
    this.#bytes += bytes;
    for (const [oldest, { bytes: freed }] of this.#kept) {
      if (this.#bytes <= this.#limit || oldest === key) break;
      this.#kept.delete(oldest);
      this.#bytes -= freed;
    }
  }

  #forget(key: string, entry: object): void {
    if (this.#kept.get(key) === entry) this.#kept.delete(key);
  }
}
