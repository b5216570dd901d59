/** E(D − y)⁺, units: what demand wants beyond `y` units, on average over the paths. */
export function expectedShortage(demand: Float64Array, units: number): number {
  let total = 0;
  for (const wanted of demand) if (wanted > units) total += wanted - units;
  return total / demand.length;
}
