import { normalQuantile } from "#lib/domain/normal-distribution.ts";
import { type Random, seededRandom } from "#lib/domain/random.ts";

/** Paths that are simulated: a prime, so that every dimension meets each of its equal slices once. */
export const latticePaths = 2003;

/**
 * a. Of all below 2003 the one with the least P₂ over 24 dimensions (weights falling from 0.15) whose first
 * 64 dimensions are pairwise correlated by 0.03 at most.
 */
const multiplier = 245;
const blockSize = 64;

/**
 * Standard normal scores of all paths, dimension by dimension: a Korobov lattice, which spreads the points
 * evenly in many dimensions at once, shifted and put in an order by the seed.
 *
 *     x_{n,j} = Φ⁻¹((((π(n) aʲ + s_j) mod N) + ½) / N)
 *
 * Sloan & Joe, "Lattice Methods for Multiple Integration" (1994), §4. The mean of a shortage over a week
 * of rare demand is a third as uncertain as with Latin hypercubes of as many paths. Each 64 dimensions have
 * an order of their own.
 */
export class PathLattice {
  readonly #shifts: Random;
  readonly #orders: Random;
  #order = new Uint32Array();
  #factor = 1;
  #dimensions = 0;

  constructor(seed: number) {
    this.#shifts = seededRandom(seed, "inventory/shifts");
    this.#orders = seededRandom(seed, "inventory/orders");
  }

  /** [paths] scores of the next dimension. */
  next(): Float64Array {
    if (this.#dimensions % blockSize === 0) {
      this.#order = shuffled(latticePaths, this.#orders);
      this.#factor = 1;
    }
    this.#dimensions++;
    const [factor, shift] = [this.#factor, this.#shifts.below(latticePaths)];
    this.#factor = (factor * multiplier) % latticePaths;
    return Float64Array.from(this.#order, (n) =>
      normalQuantile((((n * factor + shift) % latticePaths) + 0.5) / latticePaths),
    );
  }
}

function shuffled(count: number, random: Random): Uint32Array<ArrayBuffer> {
  const order = Uint32Array.from({ length: count }, (_, n) => n);
  for (let i = count - 1; i > 0; i--) {
    const other = random.below(i + 1);
    const kept = order[i] as number;
    order[i] = order[other] as number;
    order[other] = kept;
  }
  return order;
}
