import type { Scores } from "#lib/forecasting/score-board.ts";
import type { Blend } from "./blend.ts";
import { isSingle } from "./candidate-blends.ts";
import type { Comparison, PairedLosses } from "./comparison.ts";
import { networkName } from "./member-forecasts.ts";

/** How the series of one segment are forecast, and why. */
export interface SegmentSelection {
  readonly segment: string;
  readonly blend: Blend;
  /** A sentence for the planner. */
  readonly reason: string;
}

export interface Selection {
  /** For segments that validation did not see. */
  readonly overall: Blend;
  readonly segments: readonly SegmentSelection[];
}

/** Fewer series than this cannot speak for themselves. */
const fewestSeries = 20;
/** Standard errors by which a segment's own best must beat the overall best. */
const clearStandardErrors = 1;

/**
 * Chooses a blend for each segment by SQL and WQL, each relative to the lowest, in equal parts. A segment
 * keeps the overall choice unless its own is clearly better there: by a standard error of the paired
 * differences over its series. Of blends that score alike the simpler, earlier one is taken, and the
 * network has no part where the best baseline scores no worse.
 */
export function selectBlends(blends: readonly Blend[], comparison: Comparison): Selection {
  const summaries = comparison.boards.map((board) => board.summary());
  const overall = lowest(criterion(summaries.map((summary) => summary.overall)));
  const segments = Object.keys(summaries[0]?.segments ?? {});
  const chosen = segments.map((segment): SegmentSelection => {
    const scores = summaries.map((summary) => summary.segments[segment] as Scores);
    const own = lowest(criterion(scores));
    const pairs = comparison.pairs(segment);
    const isOwn = own !== overall && isClearlyBetter(own, overall, pairs);
    const c = isOwn ? own : overall;
    const blend = blends[c] as Blend;
    return { segment, blend, reason: reasonOf(blends, scores, c, isOwn) };
  });
  return { overall: blends[overall] as Blend, segments: chosen };
}

/** The blend of a series of `segment`. */
export const blendOf = (selection: Selection, segment: string): Blend =>
  selection.segments.find((choice) => choice.segment === segment)?.blend ?? selection.overall;

/** [candidates] mean of SQL and WQL, each over the lowest of all; lower is better, 1 the best there is. */
function criterion(scores: readonly Scores[]): number[] {
  const best = (score: "sql" | "wql") =>
    Math.min(...scores.map((s) => s[score] ?? Number.POSITIVE_INFINITY));
  const [sql, wql] = [best("sql"), best("wql")];
  return scores.map((s) => (relative(s.sql, sql) + relative(s.wql, wql)) / 2);
}

const relative = (score: number | null, best: number): number =>
  score === null || best === 0 ? 1 : score / best;

/** The first of those that are lowest but for rounding. */
function lowest(values: readonly number[]): number {
  const least = Math.min(...values);
  return values.findIndex((value) => value <= least * (1 + 1e-9));
}

/** Whether Σ (loss of b − loss of a) over the series of a segment is more than its standard error. */
function isClearlyBetter(a: number, b: number, pairs: PairedLosses | undefined): boolean {
  if (!pairs || pairs.series < fewestSeries) return false;
  const { series: n, sums, products } = pairs;
  const at = (i: number, j: number) => products[i * sums.length + j] as number;
  const mean = ((sums[b] as number) - (sums[a] as number)) / n;
  const square = (at(a, a) + at(b, b) - 2 * at(a, b)) / n;
  const standardError = Math.sqrt(Math.max(0, square - mean ** 2) / n);
  return mean > clearStandardErrors * standardError;
}

function reasonOf(
  blends: readonly Blend[],
  scores: readonly Scores[],
  chosen: number,
  isOwn: boolean,
): string {
  const values = criterion(scores);
  const rival = bestBaseline(blends, values);
  const name = blends[chosen]?.name ?? "";
  const why = isOwn ? "was clearly best on these series" : "was best over all series";
  if (rival === chosen) return `${name} ${why}; the network scored no better.`;
  const sql = (c: number) => scores[c]?.sql?.toFixed(3) ?? "unknown";
  return `${name} ${why}: SQL ${sql(chosen)}, ${blends[rival]?.name} ${sql(rival)}.`;
}

function bestBaseline(blends: readonly Blend[], values: readonly number[]): number {
  const baselines = values.map((value, c) => {
    const blend = blends[c] as Blend;
    const isBaseline = isSingle(blend) && !(networkName in blend.weights);
    return isBaseline ? value : Number.POSITIVE_INFINITY;
  });
  return lowest(baselines);
}
