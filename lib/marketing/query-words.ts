/** Searches of one text for one item: how often of late, and before. */
interface QueryCount {
  recent: number;
  before: number;
}

/** What is typed to find items, so that an advertisement can say it too. */
export class QueryWords {
  readonly #byItem = new Map<number, Map<string, QueryCount>>();
  readonly #recentFrom: number;
  readonly #beforeFrom: number;

  /** @param lastDay epoch day; stretches of `days` are counted back from it */
  constructor(lastDay: number, days: number) {
    this.#recentFrom = lastDay - days + 1;
    this.#beforeFrom = this.#recentFrom - days;
  }

  add(item: number, query: string, day: number, count: number): void {
    if (day < this.#beforeFrom) return;
    const ofItem = this.#byItem.get(item) ?? new Map<string, QueryCount>();
    this.#byItem.set(item, ofItem);
    const known = ofItem.get(query) ?? { recent: 0, before: 0 };
    ofItem.set(query, known);
    if (day >= this.#recentFrom) known.recent += count;
    else known.before += count;
  }

  /** The searches that led to the item most often of late. */
  most(item: number, length: number): string[] {
    return [...(this.#byItem.get(item) ?? [])]
      .filter(([, { recent }]) => recent > 0)
      .sort(([a, x], [b, y]) => y.recent - x.recent || (a < b ? -1 : 1))
      .slice(0, length)
      .map(([query]) => query);
  }

  /** The searches for some items that grew most, in searches. */
  rising(items: readonly number[], length: number): string[] {
    const grown = new Map<string, number>();
    for (const item of items) {
      for (const [query, { recent, before }] of this.#byItem.get(item) ?? []) {
        grown.set(query, (grown.get(query) ?? 0) + recent - before);
      }
    }
    return [...grown]
      .filter(([, growth]) => growth > 0)
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, length)
      .map(([query]) => query);
  }
}
