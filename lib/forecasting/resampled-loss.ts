import { seededRandom } from "#lib/domain/random.ts";

/** How often items are drawn anew. */
const resamples = 1000;
const all = "all";

/** What one forecast loses, in units, and what it would lose with other items of the same kind. */
interface LossSums {
  series: number;
  loss: number;
  /** [resamples] */
  readonly resampled: Float64Array;
}

/** One forecast against another on the same series. */
export interface LossComparison {
  /** Forecasts of series. */
  readonly series: number;
  /** Loss over the other's loss; below 1 is better. */
  readonly ratio: number;
  /** 95 % of resampled ratios. */
  readonly interval: readonly [number, number];
  /** Two-sided: the chance of so clear a ratio where neither is better. */
  readonly pValue: number;
}

/**
 * Adds up losses, also as they would be had other items been drawn: a paired bootstrap over items
 * (Efron & Tibshirani 1993, ch. 8), each item counted Poisson(1) times a resample (Chamandy et al.
 * 2012), so that only sums are held. How often an item counts hangs on its name alone: the sums of
 * two forecasts are paired though they are made apart, and all series of an item move together.
 */
export class ResampledLoss {
  readonly #seed: number;
  readonly #segments = new Map<string, LossSums>();
  #item = "";
  #counts = new Uint8Array(resamples);

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** @param loss of one forecast of one series, units */
  add(item: string, segment: string, loss: number): void {
    const counts = this.#countsOf(item);
    for (const name of [all, segment]) {
      const sums = this.#sumsOf(name);
      sums.series += 1;
      sums.loss += loss;
      for (let b = 0; b < resamples; b++) {
        sums.resampled[b] = (sums.resampled[b] as number) + (counts[b] as number) * loss;
      }
    }
  }

  /** By segment, `all` among them. */
  against(other: ResampledLoss): Record<string, LossComparison> {
    const compared: Record<string, LossComparison> = {};
    for (const name of [...this.#segments.keys()].sort()) {
      compared[name] = compare(this.#sumsOf(name), other.#sumsOf(name));
    }
    return compared;
  }

  #sumsOf(segment: string): LossSums {
    const known = this.#segments.get(segment);
    if (known) return known;
    const fresh = { series: 0, loss: 0, resampled: new Float64Array(resamples) };
    this.#segments.set(segment, fresh);
    return fresh;
  }

  #countsOf(item: string): Uint8Array {
    if (item === this.#item) return this.#counts;
    const random = seededRandom(this.#seed, `resamples of ${item}`);
    this.#item = item;
    this.#counts = this.#counts.map(() => poissonOne(random.uniform()));
    return this.#counts;
  }
}

/** Smallest k with P(N ≤ k) > u, N ~ Poisson(1). */
function poissonOne(u: number): number {
  let term = Math.exp(-1);
  let below = term;
  let k = 0;
  while (u >= below && k < 20) {
    k++;
    term /= k;
    below += term;
  }
  return k;
}

function compare(ours: LossSums, theirs: LossSums): LossComparison {
  const ratio = ratioOf(ours.loss, theirs.loss);
  const ratios = ours.resampled
    .map((loss, b) => ratioOf(loss, theirs.resampled[b] as number))
    .sort();
  const at = (share: number) => ratios[Math.floor(share * (resamples - 1))] as number;
  const beyond = (is: (ratio: number) => boolean) =>
    (ratios.filter(is).length + 1) / (resamples + 1);
  const tail = Math.min(
    beyond((r) => r >= 1),
    beyond((r) => r <= 1),
  );
  return {
    series: ours.series,
    ratio,
    interval: [at(0.025), at(0.975)],
    pValue: Math.min(1, 2 * tail),
  };
}

/** Two that lose nothing are alike. */
const ratioOf = (ours: number, theirs: number): number => (ours === theirs ? 1 : ours / theirs);
