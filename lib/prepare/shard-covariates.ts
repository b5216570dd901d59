import type { CovariateColumn } from "./covariate-columns.ts";
import type { KeyedCovariates } from "./covariate-sources.ts";
import type { OpenPlan } from "./prepare-plan.ts";
import type { SeriesCells } from "./series-cells.ts";
import type { ShardPlan } from "./shard-plan.ts";
import type { ShardSeries } from "./shard-series.ts";

/** Covariates in the layout of a shard. */
export interface ShardCovariates {
  readonly known: ReadonlyMap<string, Float32Array>;
  readonly past: ReadonlyMap<string, Float32Array>;
  /** Whether a cell's shop was shut: a covariate `open` is 0 there. */
  isClosed(cell: number): boolean;
}

export async function fillCovariates(
  plan: OpenPlan,
  shardPlan: ShardPlan,
  series: ShardSeries,
  cells: SeriesCells,
): Promise<ShardCovariates> {
  const { horizon } = plan.settings;
  const [known, past] = [new Map<string, Float32Array>(), new Map<string, Float32Array>()];
  let open: Float32Array | undefined;
  for (const source of plan.sources) {
    const read = await source.read(shardPlan);
    for (const column of read.columns) {
      const layOut = (ahead: number) => laidOut(column, read, ahead, plan, series, cells);
      if (column.kind === "known") known.set(column.name, layOut(horizon));
      else past.set(column.name, layOut(0));
      if (column.name === "open") open = layOut(0);
    }
  }
  return { known, past, isClosed: (cell) => open?.[cell] === 0 };
}

/** Values of each series from its first period to `ahead` periods after the cutoff. */
function laidOut(
  { values }: CovariateColumn,
  { keyOf }: KeyedCovariates,
  ahead: number,
  { history, settings }: OpenPlan,
  { locationRow }: ShardSeries,
  { offsets, firstPeriod, count }: SeriesCells,
): Float32Array {
  const span = history.length + settings.horizon;
  const laid = new Float32Array(count + firstPeriod.length * ahead);
  for (const [s, first] of firstPeriod.entries()) {
    const length = history.last + ahead - first + 1;
    const from = keyOf(s, locationRow[s] as number) * span + first - history.first;
    laid.set(values.subarray(from, from + length), (offsets[s] as number) + s * ahead);
  }
  return laid;
}
