import { countTerms } from "./text-terms.ts";

/** Two texts that belong together for another reason than their words, and how much that counts. */
export interface TextTie {
  readonly rows: readonly [number, number];
  /** In words that only these two texts share. */
  readonly words: number;
}

/** A term in more than this share of the texts tells them apart no more, and takes the longest to look up. */
const commonShare = 0.1;
const alwaysTelling = 1000;

/**
 * Texts as vectors of the words in them, of length 1 (Salton & Buckley 1988, "ltc"):
 *
 *     w(t) = (1 + ln tf) · ln(1 + N / df)        cosine(a, b) = Σ_t w_a(t) w_b(t)
 *
 * A tie of two texts is a term that both have. The cosines of any texts make a positive semidefinite
 * matrix, as those of vectors do.
 */
export class WordVectors {
  /** [rows + 1] where the terms of a row begin. */
  readonly #offsets: Int32Array;
  /** Terms of each row, ascending, and their weights. */
  readonly #terms: Int32Array;
  readonly #weights: Float32Array;
  /** [terms + 1] where the rows of a term begin. */
  readonly #firstRows: Int32Array;
  readonly #rows: Int32Array;
  readonly #rowWeights: Float32Array;

  /** @param texts [rows] "" where nothing is said */
  constructor(texts: readonly string[], ties: readonly TextTie[] = []) {
    const rows = weighedRows(texts, ties);
    const total = rows.reduce((sum, { length }) => sum + length, 0);
    this.#offsets = new Int32Array(rows.length + 1);
    this.#terms = new Int32Array(total);
    this.#weights = new Float32Array(total);
    let at = 0;
    for (const [row, terms] of rows.entries()) {
      for (const [term, weight] of terms) {
        this.#terms[at] = term;
        this.#weights[at] = weight;
        at++;
      }
      this.#offsets[row + 1] = at;
    }
    const terms = this.#terms.reduce((most, term) => Math.max(most, term + 1), 0);
    this.#firstRows = new Int32Array(terms + 1);
    this.#rows = new Int32Array(total);
    this.#rowWeights = new Float32Array(total);
    this.#post(terms);
  }

  #post(terms: number): void {
    for (const term of this.#terms)
      this.#firstRows[term + 1] = (this.#firstRows[term + 1] ?? 0) + 1;
    for (let t = 0; t < terms; t++) {
      this.#firstRows[t + 1] = (this.#firstRows[t + 1] ?? 0) + (this.#firstRows[t] as number);
    }
    const next = this.#firstRows.slice();
    for (let row = 0; row + 1 < this.#offsets.length; row++) {
      for (let at = this.#offsets[row] as number; at < (this.#offsets[row + 1] as number); at++) {
        const to = next[this.#terms[at] as number]++ as number;
        this.#rows[to] = row;
        this.#rowWeights[to] = this.#weights[at] as number;
      }
    }
  }

  /** 0 … 1; of a text with itself 1, of one that says nothing 0. */
  cosine(a: number, b: number): number {
    let [i, j] = [this.#offsets[a] as number, this.#offsets[b] as number];
    const [endA, endB] = [this.#offsets[a + 1] as number, this.#offsets[b + 1] as number];
    let sum = 0;
    while (i < endA && j < endB) {
      const order = (this.#terms[i] as number) - (this.#terms[j] as number);
      if (order === 0) sum += (this.#weights[i] as number) * (this.#weights[j] as number);
      if (order <= 0) i++;
      if (order >= 0) j++;
    }
    return sum;
  }

  /** The most like texts that share a term with that of `row` and may be taken, the best first. */
  nearest(row: number, count: number, isAllowed: (other: number) => boolean): number[] {
    const scores = new Map<number, number>();
    for (let at = this.#offsets[row] as number; at < (this.#offsets[row + 1] as number); at++) {
      const term = this.#terms[at] as number;
      const weight = this.#weights[at] as number;
      const end = this.#firstRows[term + 1] as number;
      for (let i = this.#firstRows[term] as number; i < end; i++) {
        const other = this.#rows[i] as number;
        if (other === row || !isAllowed(other)) continue;
        scores.set(other, (scores.get(other) ?? 0) + weight * (this.#rowWeights[i] as number));
      }
    }
    const found = [...scores].sort(([a, x], [b, y]) => y - x || a - b);
    return found.slice(0, count).map(([other]) => other);
  }
}

/** [rows] its terms by number, ascending, and their weights. */
function weighedRows(texts: readonly string[], ties: readonly TextTie[]): [number, number][][] {
  const counts = texts.map(countTerms);
  const frequency = new Map<string, number>();
  for (const terms of counts) {
    for (const term of terms.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  }
  const most = Math.max(alwaysTelling, commonShare * texts.length);
  const telling = [...frequency].filter(([, df]) => df > 1 && df <= most);
  const numbers = new Map(telling.map(([term], number) => [term, number]));
  const rarity = (df: number) => Math.log(1 + texts.length / df);
  const rows = counts.map((terms) =>
    [...terms].flatMap(([term, tf]): [number, number][] => {
      const number = numbers.get(term);
      if (number === undefined) return [];
      return [[number, (1 + Math.log(tf)) * rarity(frequency.get(term) as number)]];
    }),
  );
  for (const [i, { rows: tied, words }] of ties.entries()) {
    for (const row of tied) rows[row]?.push([telling.length + i, words * rarity(2)]);
  }
  return rows.map(unitLength);
}

function unitLength(terms: readonly [number, number][]): [number, number][] {
  const length = Math.hypot(...terms.map(([, weight]) => weight));
  const inOrder = terms.map(([term, weight]): [number, number] => [term, weight / length]);
  return inOrder.sort(([a], [b]) => a - b);
}
