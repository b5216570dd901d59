import { candidateBlends } from "#lib/candidates/candidate-blends.ts";
import { chosenMembers } from "#lib/candidates/chosen-members.ts";
import { Comparison, type ComparisonTotals, isBaseline } from "#lib/candidates/comparison.ts";
import { forecastSettings } from "#lib/candidates/forecast-settings.ts";
import { type MemberName, memberNames } from "#lib/candidates/member-forecasts.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { type Calibration, learnCalibration } from "#lib/forecasting/calibration.ts";
import { chooseCandidates, type Selection } from "#lib/forecasting/choose-candidates.ts";
import { ConformalErrors, type SegmentErrors } from "#lib/forecasting/conformal-errors.ts";
import type { StepContext } from "#lib/run/step.ts";
import { mapOnWorkers } from "#lib/run/worker-pool.ts";
import type { ValidateShared, ValidateTask } from "./validate-worker.ts";

const workerModule = new URL("./validate-worker.ts", import.meta.url);

/** Series compared at most: enough to tell candidates apart, few enough to take minutes. */
const comparedSeries = 20_000;

export interface Validated {
  readonly comparison: Comparison;
  readonly selection: Selection;
  readonly calibration: Calibration;
}

/** Compares all candidates on the validation windows, chooses, and calibrates what was chosen. */
export async function validate(
  context: StepContext,
  dataset: DatasetDescription,
  cutoffs: readonly number[],
  model: Uint8Array,
): Promise<Validated> {
  const settings = forecastSettings(dataset, context.config.quantiles);
  const shards = someShards(dataset);
  const ask = <Answer>(stage: string, members: ReadonlySet<MemberName>, selection?: Selection) => {
    const { lake, run, threads, signal, progress } = context;
    const shared: ValidateShared = { lake: lake.address, run, settings, cutoffs, members, model };
    const tasks = shards.map((shard): ValidateTask => ({ shard, ...(selection && { selection }) }));
    const onDone = (done: number) => progress.report(done, shards.length, stage);
    return mapOnWorkers<ValidateTask, Answer>(workerModule, shared, tasks, {
      ...{ threads, signal, onDone },
    });
  };
  const comparison = new Comparison(candidateBlends, settings.levels);
  const compared = await ask<ComparisonTotals>("comparing", new Set(memberNames));
  for (const totals of compared) comparison.merge(totals);
  const simple = new Set(candidateBlends.filter(isBaseline).map(({ name }) => name));
  const selection = chooseCandidates(comparison.losses, (name) => simple.has(name));
  const errors = new ConformalErrors(settings.levels, settings.horizon);
  const made = await ask<Record<string, SegmentErrors>>(
    "calibrating",
    chosenMembers(selection),
    selection,
  );
  for (const totals of made) errors.merge(totals);
  return { comparison, selection, calibration: learnCalibration(errors) };
}

/** Shards from the first on until there are series enough: which series a shard holds is a hash. */
function someShards({ shardSeries }: DatasetDescription): number[] {
  let series = 0;
  return shardSeries.flatMap((count, shard) => {
    const isWanted = series < comparedSeries;
    series += count;
    return isWanted ? [shard] : [];
  });
}
