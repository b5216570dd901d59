import { type IngestReport, ingestFile } from "#lib/contracts/ingest-report.ts";
import { runManifestKey, type StepName, stepKey } from "#lib/contracts/lake-keys.ts";
import {
  type LevelForecasts,
  levelForecastsKey,
  type ReconciliationSummary,
  reconciliationKey,
} from "#lib/contracts/level-forecasts.ts";
import { type ModelGate, modelGateName } from "#lib/contracts/model-gate.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { type TrainingSummary, trainingSummaryName } from "#lib/contracts/training-summary.ts";
import { type TuningSummary, tuningKey } from "#lib/contracts/tuning.ts";
import { readJson, requireJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { decodeLevelForecasts } from "#lib/lake/level-forecasts.ts";
import type { ContainerWork } from "#lib/publication/estimated-dollars.ts";
import { readPartRecords } from "#lib/run/part-record.ts";
import type { RunManifest } from "#lib/run/run-manifest.ts";
import { readStepRecords, type StepRecord } from "#lib/run/step-record.ts";

/** What earlier steps say of themselves; without a description of the data there is nothing to publish. */
export interface Sources {
  readonly dataset: DatasetDescription;
  readonly training: TrainingSummary | undefined;
  readonly gate: ModelGate | undefined;
  readonly tuning: TuningSummary | undefined;
  readonly ingest: IngestReport | undefined;
  readonly reconciliation: ReconciliationSummary | undefined;
  /** Forecasts of sums, where the run made any. */
  readonly levels: LevelForecasts | undefined;
  /** Seconds of the steps before, by name. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Of every container of this run so far; what was taken over from an earlier one cost nothing. */
  readonly works: readonly ContainerWork[];
}

export async function readSources(lake: Lake, run: string): Promise<Sources> {
  const records = await readRecords(lake, run);
  return {
    dataset: await requireJson(lake, stepKey(run, "prepare", "dataset.json")),
    training: await readJson(lake, stepKey(run, "train", trainingSummaryName)),
    gate: await readJson(lake, stepKey(run, "train", modelGateName)),
    tuning: await readJson(lake, tuningKey(run)),
    ingest: await readJson(lake, stepKey(run, "ingest", ingestFile.report)),
    reconciliation: await readJson(lake, reconciliationKey(run)),
    levels: await readLevels(lake, run),
    seconds: Object.fromEntries(records.map(({ step, seconds }) => [step, seconds])),
    works: await worksOf(lake, run, records),
  };
}

async function readLevels(lake: Lake, run: string): Promise<LevelForecasts | undefined> {
  const key = levelForecastsKey(run);
  if ((await lake.stat(key)) === undefined) return undefined;
  return decodeLevelForecasts(await lake.read(key), key);
}

async function readRecords(lake: Lake, run: string): Promise<StepRecord[]> {
  const manifest = await readJson<Pick<RunManifest, "fingerprints">>(lake, runManifestKey(run));
  const names = Object.keys(manifest?.fingerprints ?? {}) as StepName[];
  return await readStepRecords(lake, run, names);
}

async function worksOf(
  lake: Lake,
  run: string,
  records: readonly StepRecord[],
): Promise<ContainerWork[]> {
  const own = records.filter(({ takenFrom }) => takenFrom === undefined);
  const parts = await Promise.all(own.map(({ step }) => readPartRecords(lake, run, step)));
  return [...own, ...parts.flat()];
}
