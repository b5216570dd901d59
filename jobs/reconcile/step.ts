import type { LevelIndex } from "#lib/candidates/level-index.ts";
import { readDataset } from "#lib/candidates/read-shards.ts";
import { runOverridesKey, type SeriesOverrides } from "#lib/contracts/corrections.ts";
import {
  levelForecastsKey,
  type ReconciliationSummary,
  reconciliationKey,
} from "#lib/contracts/level-forecasts.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { readJson, writeJson } from "#lib/lake/json-objects.ts";
import { encodeLevelForecasts } from "#lib/lake/level-forecasts.ts";
import type { Step, StepContext, StepCounts } from "#lib/run/step.ts";
import { mapOnWorkers } from "#lib/run/worker-pool.ts";
import type { AdjustShared } from "./adjust-worker.ts";
import { agreeOnLevels, type LevelAgreement } from "./agree-on-levels.ts";
import { findLevels } from "./find-levels.ts";
import { levelForecasts } from "./level-forecasts.ts";
import { shardGroups } from "./shard-groups.ts";

/**
 * Makes the forecasts of series agree with those of their sums where that lowers errors, and applies
 * planners' corrections: the last word on forecasts.
 */
export const reconcileStep: Step = {
  name: "reconcile",
  needs: ["prepare", "embed", "signals", "train", "score"],
  version: 2,
  reads: "overrides",
  settings: ({ reconcile: given, quantiles }) => ({ given, quantiles }),
  run: reconcile,
};

const adjustModule = new URL("./adjust-worker.ts", import.meta.url);

async function reconcile(context: StepContext): Promise<StepCounts> {
  const { lake, run, config, progress } = context;
  const dataset = await readDataset(lake, run);
  const reason = notForecast(config.reconcile.method, dataset);
  if (reason !== undefined) {
    const shards = await adjust(context, dataset, nothing, undefined);
    await writeJson(lake, reconciliationKey(run), { ...none, reason });
    return { method: "none", corrected: shards ? "yes" : "no" };
  }
  const found = await findLevels(context, dataset);
  const { index, series } = found;
  const agreement = await agreeOnLevels(context, dataset, found);
  progress.say(agreement.choice.reason);
  const sums = await adjust(context, dataset, index, agreement.multipliers);
  const mean = sums ?? agreement.summed;
  const levels = levelForecasts(index, series, mean, agreement.forecasts, dataset);
  await lake.write(levelForecastsKey(run), encodeLevelForecasts(levels));
  await writeJson(lake, reconciliationKey(run), summaryOf(index, agreement));
  return { method: agreement.multipliers ? "mint" : "bottom-up", sums: index.level.length };
}

function notForecast(method: string, { target }: DatasetDescription): string | undefined {
  if (method === "none") return "none: the config asks for no sums.";
  return target === "price" ? "none: prices do not add up." : undefined;
}

const nothing: LevelIndex = { level: [], group: [], numbers: new Map(), leftOut: [] };
const none: Omit<ReconciliationSummary, "reason"> = {
  ...{ method: "none", trust: null, gain: 0, ratios: {}, levels: {}, leftOut: [] },
};

/**
 * Changes the forecasts of all shards.
 *
 * @returns Σ of the means that are published, [aggregates · horizon]; undefined where nothing is changed
 */
async function adjust(
  { lake, run, config, threads, signal, progress }: StepContext,
  dataset: DatasetDescription,
  index: LevelIndex,
  multipliers: Float64Array | undefined,
): Promise<Float64Array | undefined> {
  const overrides = (await readJson<SeriesOverrides[]>(lake, runOverridesKey(run))) ?? [];
  if (multipliers === undefined && overrides.length === 0) return undefined;
  const levels = config.quantiles;
  const given = { lake: lake.address, run, dataset, levels, index, multipliers };
  const shared: AdjustShared = { ...given, overrides };
  const groups = shardGroups(dataset.shardCount);
  const parts = await mapOnWorkers<number[], Float64Array>(adjustModule, shared, groups, {
    ...{ threads, signal },
    onDone: (done) => progress.report(done, groups.length, "adjusting"),
  });
  return parts.reduce((sum, part) => sum.map((value, i) => value + part[i]));
}

function summaryOf(
  { level, leftOut }: LevelIndex,
  { choice, multipliers }: LevelAgreement,
): ReconciliationSummary {
  const { reason, trust, gain, levels: ratios } = choice;
  const levels = Object.fromEntries(
    [...Map.groupBy(level, (name) => name)].map(([name, sums]) => [name, sums.length]),
  );
  const method = multipliers ? "mint" : "bottom-up";
  return { method, reason, trust: trust ?? null, gain, ratios, levels, leftOut };
}
