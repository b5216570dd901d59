import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";

/** The covariate that holds what one unit sold for. */
export const priceCovariate = "price";

/** The last selling price of each series up to the cutoff, [series]; NaN where none was ever seen. */
export function recentPrices(
  { offsets, past, known }: PreparedShard,
  horizon: number,
): Float64Array {
  const ofPast = past.get(priceCovariate);
  const prices = ofPast ?? known.get(priceCovariate);
  const ahead = ofPast ? 0 : horizon;
  return Float64Array.from({ length: offsets.length - 1 }, (_, s) => {
    if (!prices) return Number.NaN;
    const first = (offsets[s] as number) + s * ahead;
    const end = (offsets[s + 1] as number) + s * ahead;
    return lastFinite(prices.subarray(first, end));
  });
}

function lastFinite(values: Float32Array): number {
  for (let t = values.length - 1; t >= 0; t--) {
    const value = values[t] as number;
    if (Number.isFinite(value)) return roundedToMoney(value);
  }
  return Number.NaN;
}

/** 2.55 kept in 32 bits is 2.5499999523: seven digits are all it ever had. */
const roundedToMoney = (value: number): number => Number(value.toPrecision(7));
