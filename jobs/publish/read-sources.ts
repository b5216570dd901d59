import { type IngestReport, ingestFile } from "#lib/contracts/ingest-report.ts";
import { runManifestKey, type StepName, stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { type TrainingSummary, trainingSummaryName } from "#lib/contracts/training-summary.ts";
import { readJson, requireJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import type { RunManifest } from "#lib/run/run-manifest.ts";
import { readStepRecords } from "#lib/run/step-record.ts";

/** What earlier steps say of themselves; without a description of the data there is nothing to publish. */
export interface Sources {
  readonly dataset: DatasetDescription;
  readonly training: TrainingSummary | undefined;
  readonly ingest: IngestReport | undefined;
  /** Seconds of the steps before, by name. */
  readonly seconds: Readonly<Record<string, number>>;
}

export async function readSources(lake: Lake, run: string): Promise<Sources> {
  return {
    dataset: await requireJson(lake, stepKey(run, "prepare", "dataset.json")),
    training: await readJson(lake, stepKey(run, "train", trainingSummaryName)),
    ingest: await readJson(lake, stepKey(run, "ingest", ingestFile.report)),
    seconds: await readSeconds(lake, run),
  };
}

async function readSeconds(lake: Lake, run: string): Promise<Record<string, number>> {
  const manifest = await readJson<Pick<RunManifest, "fingerprints">>(lake, runManifestKey(run));
  const names = Object.keys(manifest?.fingerprints ?? {}) as StepName[];
  const records = await readStepRecords(lake, run, names);
  return Object.fromEntries(records.map(({ step, seconds }) => [step, seconds]));
}
