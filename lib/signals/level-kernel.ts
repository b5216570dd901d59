import { packedAt, packedLength } from "#lib/domain/cholesky.ts";
import type { ItemLikeness } from "./item-likeness.ts";
import { type Covariances, type Kriged, krige } from "./kriging.ts";

/** How the levels of two items go together; variances are of log levels. */
export interface LevelKernel {
  /** Variance that shared words account for, that attributes do, that both together do, and the launch. */
  readonly words: number;
  readonly attributes: number;
  readonly both: number;
  readonly time: number;
  /** Distance over which attributes count, in their deviations. */
  readonly reach: number;
  /** Periods over which launches are alike. */
  readonly memory: number;
  /** Variance that nothing accounts for: of a launch, and what one of long standing adds to it. */
  readonly noise: number;
  readonly standing: number;
}

/** An item and those that tell of it, and what they have in common. */
export interface Neighbourhood {
  /** [n] neighbours, then the item itself. */
  readonly rows: Int32Array;
  /** [n + 1 choose 2 with the diagonal] by `packedAt`: cosine of words, squared distance of attributes. */
  readonly cosine: Float64Array;
  readonly distance: Float64Array;
  /** Periods between launches; infinite where one is of long standing. */
  readonly apart: Float64Array;
}

export function neighbourhoodOf(
  row: number,
  neighbours: readonly number[],
  { words, attributes, launch }: ItemLikeness,
): Neighbourhood {
  const rows = Int32Array.from([...neighbours, row]);
  const pairs = packedLength(rows.length);
  const [cosine, distance] = [new Float64Array(pairs), new Float64Array(pairs)];
  const apart = new Float64Array(pairs);
  for (const [i, a] of rows.entries()) {
    for (let j = 0; j <= i; j++) {
      const [at, b] = [packedAt(i, j), rows[j] as number];
      cosine[at] = words.cosine(a, b);
      for (const values of attributes) {
        distance[at] += ((values[a] as number) - (values[b] as number)) ** 2 / attributes.length;
      }
      const periods = Math.abs((launch[a] as number) - (launch[b] as number));
      apart[at] = Number.isNaN(periods) ? Number.POSITIVE_INFINITY : periods;
    }
  }
  return { rows, cosine, distance, apart };
}

/**
 * The item of a neighbourhood told by its neighbours. The covariance of two items is
 *
 *     k = s_w c + (s_a + s_wa c) exp(−d² / 2ℓ²) + s_t exp(−|Δt| / τ)
 *
 * c the cosine of their words, d² the mean squared distance of their attributes, Δt between their
 * launches: sums and products of kernels are kernels (Rasmussen & Williams 2006, section 4.2.4).
 *
 * @param deviation [items] of the log level from its kind's mean
 */
export function tellLevel(
  neighbourhood: Neighbourhood,
  kernel: LevelKernel,
  deviation: Float64Array,
): Kriged {
  const { rows } = neighbourhood;
  const values = Float64Array.from(rows.subarray(0, -1), (row) => deviation[row] as number);
  return krige(covariancesOf(neighbourhood, kernel), values);
}

function covariancesOf(neighbourhood: Neighbourhood, kernel: LevelKernel): Covariances {
  const { rows, apart } = neighbourhood;
  const n = rows.length - 1;
  const [known, sought] = [new Float64Array(packedLength(n)), new Float64Array(n)];
  const noiseOf = (i: number) =>
    kernel.noise + (Number.isFinite(apart[packedAt(i, i)]) ? 0 : kernel.standing);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      known[packedAt(i, j)] = covariance(neighbourhood, packedAt(i, j), kernel);
    }
    known[packedAt(i, i)] = (known[packedAt(i, i)] as number) + noiseOf(i);
    sought[i] = covariance(neighbourhood, packedAt(n, i), kernel);
  }
  const prior = covariance(neighbourhood, packedAt(n, n), kernel) + noiseOf(n);
  return { known, sought, prior };
}

function covariance(
  { cosine, distance, apart }: Neighbourhood,
  at: number,
  { words, attributes, both, time, reach, memory }: LevelKernel,
): number {
  const c = cosine[at] as number;
  const near = Math.exp(-(distance[at] as number) / (2 * reach ** 2));
  const lately = time * Math.exp(-(apart[at] as number) / memory);
  return words * c + (attributes + both * c) * near + lately;
}
