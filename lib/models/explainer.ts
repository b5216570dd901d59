import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { openModel } from "#lib/tensors/runtime.ts";
import { explainBoosted } from "./explain-boosted.ts";
import { explainedRows, explainNetwork } from "./explain-network.ts";
import type { Explanation } from "./explanation.ts";
import type { ForecastModel } from "./forecast-model.ts";
import type { ForecasterOptions, LearnedName } from "./forecaster.ts";
import { explainedGroups } from "./input-columns.ts";
import { type WindowBatch, WindowFeatures } from "./window-features.ts";

export interface Explainer {
  /** What contributes, the same for every series and every way to forecast. */
  readonly groups: readonly string[];
  /**
   * @param series rows of the shard to explain
   * @returns units of the target
   */
  explain(
    name: LearnedName,
    shard: PreparedShard,
    cutoffPeriod: number,
    series: readonly number[],
    isWordless?: (series: number) => boolean,
  ): Promise<Explanation>;
  close(): Promise<void>;
}

/** Explains what a model forecasts, by whichever of its ways. */
export async function openExplainer(
  { plan, gradients, forest }: ForecastModel,
  { threads, text, levels }: ForecasterOptions,
): Promise<Explainer> {
  const graph = await openModel(gradients, { threads });
  const features = new WindowFeatures(plan, text, levels);
  const groups = explainedGroups(plan);
  const explained = {
    network: (batch: WindowBatch) => explainNetwork(graph, features, groups, batch),
    boosted: async (batch: WindowBatch) => explainBoosted(forest, features, groups, batch),
  } satisfies Record<LearnedName, (batch: WindowBatch) => Promise<Explanation>>;
  return {
    groups,
    async explain(name, shard, cutoffPeriod, series, isWordless = () => false) {
      const all = blankExplanation(series.length, groups.length);
      for (let first = 0; first < series.length; first += explainedRows) {
        const some = series.slice(first, first + explainedRows);
        // The graph takes a fixed number of rows; trees take as many as there are.
        const batch = features.allocate(name === "network" ? explainedRows : some.length);
        for (const [row, at] of some.entries()) {
          const window = { shard, series: at, origin: cutoffPeriod, isWordless: isWordless(at) };
          features.fill(batch, row, window);
        }
        inUnits(await explained[name](batch), batch.scale, all, first, some.length);
      }
      return all;
    },
    close: () => graph.close(),
  };
}

const blankExplanation = (windows: number, groups: number): Explanation => ({
  usual: new Float64Array(windows),
  contributions: new Float64Array(windows * groups),
  total: new Float64Array(windows),
});

/** Copies the first `count` windows of a batch, in scales, to `first` of `all`, in units. */
function inUnits(
  part: Explanation,
  scale: Float32Array,
  all: Explanation,
  first: number,
  count: number,
): void {
  const groups = all.contributions.length / all.usual.length;
  for (let row = 0; row < count; row++) {
    const unit = scale[row] as number;
    all.usual[first + row] = unit * (part.usual[row] as number);
    all.total[first + row] = unit * (part.total[row] as number);
    const own = part.contributions.subarray(row * groups, (row + 1) * groups);
    all.contributions.set(
      own.map((amount) => unit * amount),
      (first + row) * groups,
    );
  }
}
