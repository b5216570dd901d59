/** What items may be like one another in. */
export interface ItemLikeness {
  readonly words: WordLikeness;
  /** Each [items]: numbers such as the log of a price, of mean 0 and deviation 1; 0 where unknown. */
  readonly attributes: readonly Float64Array[];
  /** [items] period in which it was new; NaN of one of long standing. */
  readonly launch: Float64Array;
}

interface WordLikeness {
  /** 0 … 1 */
  cosine(a: number, b: number): number;
  /** Other rows that may be taken, the most like first. */
  nearest(row: number, count: number, isAllowed: (other: number) => boolean): number[];
}

/** Neighbours of an item by each kind of likeness; what tells most is near in one of them. */
const nearest = { words: 20, attributes: 10, launch: 10 } as const;
/** Places looked at on either side for neighbours that may tell something. */
const widestLook = 200;

/** Finds the few items that tell most of another's level, for the rest add little (Stein 2002). */
export class ItemNeighbours {
  readonly #likeness: ItemLikeness;
  readonly #orders: readonly { readonly rows: Int32Array; readonly place: Int32Array }[];

  constructor(likeness: ItemLikeness) {
    this.#likeness = likeness;
    this.#orders = [likeness.launch, ...likeness.attributes].map((values) => {
      const known = [...values.keys()].filter((row) => !Number.isNaN(values[row]));
      const at = (row: number) => values[row] as number;
      const rows = Int32Array.from(known.sort((a, b) => at(a) - at(b) || a - b));
      const place = new Int32Array(values.length).fill(-1);
      for (const [i, row] of rows.entries()) place[row] = i;
      return { rows, place };
    });
  }

  /** @param isAllowed whether a row may tell something of `row` */
  of(row: number, isAllowed: (other: number) => boolean): number[] {
    const { words, attributes } = this.#likeness;
    const found = new Set(words.nearest(row, nearest.words, isAllowed));
    const ofEach = Math.max(2, Math.floor(nearest.attributes / Math.max(1, attributes.length)));
    for (const [o, order] of this.#orders.entries()) {
      const wanted = o === 0 ? nearest.launch : ofEach;
      for (const other of this.#around(row, order, wanted, isAllowed)) found.add(other);
    }
    return [...found];
  }

  #around(
    row: number,
    { rows, place }: { readonly rows: Int32Array; readonly place: Int32Array },
    wanted: number,
    isAllowed: (other: number) => boolean,
  ): number[] {
    const found: number[] = [];
    const at = place[row] as number;
    if (at < 0) return found;
    for (let away = 1; away <= widestLook && found.length < wanted; away++) {
      for (const other of [rows[at - away], rows[at + away]]) {
        if (other !== undefined && isAllowed(other)) found.push(other);
      }
    }
    return found.slice(0, wanted);
  }
}
