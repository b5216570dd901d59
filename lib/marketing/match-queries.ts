/** Items that one search may mean, at most: a word that fits more of them says nothing of any. */
const mostItems = 50;

/** Finds the items that a search means by the words they have in common. */
export class QueryMatcher {
  readonly #byWord = new Map<string, number[]>();

  /** @param words [items] */
  constructor(words: readonly (readonly string[])[]) {
    for (const [item, own] of words.entries()) {
      for (const word of new Set(own)) {
        const known = this.#byWord.get(word);
        if (known) known.push(item);
        else this.#byWord.set(word, [item]);
      }
    }
  }

  /**
   * Items that have all words of the query that any item has; none where fewer than half are known, or
   * where they fit too many items.
   */
  match(query: readonly string[]): readonly number[] {
    const lists = query.flatMap((word) => this.#byWord.get(word) ?? []).length;
    const known = query.filter((word) => this.#byWord.has(word));
    if (lists === 0 || known.length * 2 < query.length) return [];
    const [rarest, ...others] = known
      .map((word) => this.#byWord.get(word) as number[])
      .sort((a, b) => a.length - b.length) as [number[], ...number[][]];
    const sets = others.map((list) => new Set(list));
    const found = rarest.filter((item) => sets.every((set) => set.has(item)));
    return found.length <= mostItems ? found : [];
  }
}
