/** What kind of demand a history shows: series of a kind share a method. */
const demandSegments = ["smooth", "erratic", "intermittent", "lumpy", "new", "cold"] as const;
export type DemandSegment = (typeof demandSegments)[number];

/** Mean periods between sales above which demand is intermittent, and squared variation of sizes. */
const intermittentAbove = 1.32;
const erraticAbove = 0.49;
/** Fewer observed periods than this, or fewer sales, tell no kind. */
const fewestSales = 3;
const leastPeriods = 8;

/**
 * Segment of a series at the cutoff by Syntetos, Boylan & Croston (2005), before which come series
 * too short to tell.
 *
 *                     CV² ≤ 0.49      CV² > 0.49
 *     ADI ≤ 1.32      smooth          erratic
 *     ADI > 1.32      intermittent    lumpy
 *
 * ADI = observed periods / periods with a sale; CV² = variance / mean² of what those sold.
 * `cold`: nothing was ever sold. `new`: observed for less than a season, 8 periods or a horizon, or
 * sold in fewer than 3 periods.
 *
 * @param history  [periods] from the first period of the series to the cutoff
 * @param state    [periods] 0 where observed
 */
export function demandSegment(
  history: Float32Array,
  state: Uint8Array,
  { season, horizon }: { readonly season: number; readonly horizon: number },
): DemandSegment {
  const { observed, sales, mean, squares } = saleSizes(history, state);
  if (sales === 0) return "cold";
  const needed = Math.max(leastPeriods, Math.min(season, 2 * horizon), horizon);
  if (observed < needed || sales < fewestSales) return "new";
  const intermittent = observed / sales > intermittentAbove;
  const erratic = squares / sales / mean ** 2 > erraticAbove;
  if (intermittent) return erratic ? "lumpy" : "intermittent";
  return erratic ? "erratic" : "smooth";
}

/** Sales counted by Welford's update: mean, and Σ (y − mean)². */
function saleSizes(history: Float32Array, state: Uint8Array) {
  let observed = 0;
  let sales = 0;
  let mean = 0;
  let squares = 0;
  for (let t = 0; t < history.length; t++) {
    if (state[t] !== 0) continue;
    observed += 1;
    if (history[t] <= 0) continue;
    sales += 1;
    const distance = history[t] - mean;
    mean += distance / sales;
    squares += distance * (history[t] - mean);
  }
  return { observed, sales, mean, squares };
}
