import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { parseConfig } from "#lib/config/parse-config.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { parseBusinessDate, toEpochDay } from "#lib/domain/business-date.ts";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { writeRunManifest } from "#lib/run/run-manifest.ts";
import type { StepContext } from "#lib/run/step.ts";
import { type Duckdb, withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";

/** A run in a folder lake of its own, whose earlier steps a test plays by hand. */
export interface Night {
  readonly context: StepContext;
  readonly lake: Lake;
  /** Sentences the step had to say. */
  readonly said: readonly string[];
  /** Leaves what `sql` selects as ingest would leave a table. */
  readonly writeTable: (name: string, sql: string) => Promise<void>;
  /** Rows of a Parquet file of the lake, as DuckDB reads them. */
  readonly readTable: (key: string, sql: (file: string) => string) => ReturnType<Duckdb["rows"]>;
}

const run = "2026-06-30-test";
const plainConfig = `
name: test
tables:
  sales:
    files: sales.csv
    columns: { date: date, item: item, units: units }
`;

export async function beginNight(more = "", seed = 1): Promise<Night> {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-night-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const lake = await openFolderLake(join(folder, "lake"));
  const scratch = join(folder, "scratch");
  const said: string[] = [];
  const query = <Result>(use: (duckdb: Duckdb) => Promise<Result>) =>
    withDuckdb(
      { threads: 1, memoryMegabytes: 200, folders: [folder], tempFolder: join(folder, "tmp") },
      use,
    );
  const context: StepContext = {
    run,
    lake,
    config: parseConfig(plainConfig + more, "test.yaml"),
    dataFolder: folder,
    asOf: undefined,
    seed,
    threads: 2,
    scratch,
    progress: { report: () => {}, say: (sentence) => said.push(sentence) },
    signal: new AbortController().signal,
  };
  return {
    context,
    lake,
    said,
    writeTable: async (name, sql) => {
      const path = join(folder, "table.parquet");
      await query((duckdb) => duckdb.run(`COPY (${sql}) TO ${sqlText(path)} (FORMAT parquet)`));
      await lake.upload(stepKey(run, "ingest", name), path);
    },
    readTable: async (key, sql) => {
      const path = join(folder, "read.parquet");
      await lake.download(key, path);
      return await query((duckdb) => duckdb.rows(sql(`read_parquet(${sqlText(path)})`)));
    },
  };
}

/** Leaves what prepare says of the data: days up to 2026-06-30, whole units, one season a week. */
export async function describeDataset(
  { lake }: Night,
  given: Partial<DatasetDescription> = {},
  ofRun = run,
): Promise<DatasetDescription> {
  const cutoff = parseBusinessDate("2026-06-30");
  const dataset: DatasetDescription = {
    calendar: { frequency: "day", weekStart: 0 },
    season: 7,
    horizon: 28,
    firstPeriod: toEpochDay(cutoff) - 99,
    cutoffPeriod: toEpochDay(cutoff),
    cutoff,
    target: "units",
    nonNegative: true,
    wholeNumbers: true,
    seriesCount: 0,
    shardCount: 0,
    shardSeries: [],
    shardValues: [],
    known: [],
    past: [],
    statics: [],
    ...given,
  };
  await writeJson(lake, stepKey(ofRun, "prepare", "dataset.json"), dataset);
  return dataset;
}

/** Leaves the manifest of a run that has just begun. */
export const describeRun = ({ lake, context: { config, seed } }: Night): Promise<void> =>
  writeRunManifest(lake, {
    ...{ run, config, seed, version: "1.0.0", asOf: null, started: "2026-07-01T00:00:00Z" },
    ...{ inputs: [], fingerprints: {}, steps: [], totalSeconds: 0 },
  });
