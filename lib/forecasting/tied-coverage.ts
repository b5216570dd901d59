/**
 * How much of what came lies inside an interval whose lower end is the quantile of level `lower`.
 *
 * Counts pile up on 0, so an interval that begins there cannot leave a share `lower` below it: all of
 * 0 lies inside, and an honest 90 % interval of rare sales covers 95 %. A 0 that ties with the lower
 * end therefore counts only by the part of its probability p₀ that lies above the level, which is the
 * expectation of the randomised interval (Czado, Gneiting & Held 2009; Kolassa 2016, of retail counts):
 *
 *     inside = (p₀ − lower) / p₀    where y = 0 = low and p₀ > lower,    else [low ≤ y ≤ high]
 *
 * @param noSale  p₀, the forecast probability that nothing sells
 */
export function tiedShareInside(
  actual: number,
  interval: { readonly low: number; readonly high: number },
  lower: number,
  noSale: number,
): number {
  if (actual < interval.low || actual > interval.high) return 0;
  const ties = actual === 0 && interval.low === 0 && noSale > lower;
  return ties ? (noSale - lower) / noSale : 1;
}
