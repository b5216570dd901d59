import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "#lib/config/config.ts";
import { shardKey, stepKey } from "#lib/contracts/lake-keys.ts";
import { encodeColumns } from "#lib/lake/column-codec.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { describeDataset } from "#lib/prepare/describe-dataset.ts";
import { readEntities } from "#lib/prepare/entity-columns.ts";
import { makePlan, type PreparedPlan } from "#lib/prepare/make-plan.ts";
import type { PrepareSource } from "#lib/prepare/prepare-source.ts";
import type { ShardSummary } from "#lib/prepare/shard-summary.ts";
import type { Step, StepContext, StepCounts } from "#lib/run/step.ts";
import { type Duckdb, withDuckdb } from "#lib/tables/duckdb.ts";
import { fetchSource } from "./fetch-source.ts";
import { type MadeShard, makeShards } from "./make-shards.ts";

const version = 2;

const settingsOf = ({ tables, ...config }: Config) => ({
  frequency: config.frequency,
  weekStart: config.weekStart,
  horizon: config.horizon,
  season: config.season,
  country: config.country,
  target: config.target,
  missing: config.missing,
  start: config.start,
  covariates: tables.covariates.map(({ known, past }) => ({ known, past })),
});

/** Trusted rows in, dense series by shard out. */
export const prepareStep: Step = {
  name: "prepare",
  needs: ["ingest"],
  version,
  settings: settingsOf,
  run: prepare,
};

async function prepare(context: StepContext): Promise<StepCounts> {
  const { scratch, threads, signal, config } = context;
  const planFolder = join(scratch, "plan");
  await mkdir(planFolder, { recursive: true });
  const settings = { threads, memoryMegabytes: 400, folders: [scratch], signal };
  const tempFolder = join(scratch, "duckdb", "plan");
  const prepared = await withDuckdb({ ...settings, tempFolder }, async (duckdb) => {
    const source = await fetchSource(context, duckdb, join(scratch, "ingest"));
    const made = await makePlan(duckdb, source, settingsOf(config), planFolder);
    await writeEntities(context, duckdb, source);
    return made;
  });
  const identity = { version, ...settingsOf(config) };
  const shards = await makeShards(context, prepared, identity, planFolder);
  await storeShards(context, shards);
  const summaries = shards.map(({ summary }) => summary);
  const dataset = describeDataset(prepared.plan, summaries);
  await writeJson(context.lake, stepKey(context.run, "prepare", "dataset.json"), dataset);
  tell(context, prepared);
  return countsOf(prepared, summaries);
}

async function storeShards(
  { lake, run, signal }: StepContext,
  shards: readonly MadeShard[],
): Promise<void> {
  for (const [shard, { path }] of shards.entries()) {
    signal.throwIfAborted();
    await lake.upload(shardKey(run, "prepare", shard), path);
  }
  const written = new Set(shards.map((_, shard) => shardKey(run, "prepare", shard)));
  for await (const { key } of lake.list(stepKey(run, "prepare", "shard="))) {
    // Of an earlier try with other inputs, which made more shards.
    if (!written.has(key)) await lake.remove(key);
  }
}

async function writeEntities(
  { lake, run }: StepContext,
  duckdb: Duckdb,
  { items, locations }: PrepareSource,
): Promise<void> {
  const write = async (name: string, columns: Parameters<typeof encodeColumns>[0]) =>
    await lake.write(stepKey(run, "prepare", name), encodeColumns(columns));
  await write("items.arrow", await readEntities(duckdb, "item", items));
  await write("locations.arrow", await readEntities(duckdb, "location", locations));
}

function tell({ progress }: StepContext, { plan, ended }: PreparedPlan): void {
  const { unfinished } = plan.calendar;
  if (unfinished !== undefined) {
    const { frequency } = plan.settings;
    progress.say(`The ${frequency} of ${unfinished} goes on after the cutoff and is left out.`);
  }
  if (ended > 0) progress.say(`${ended} series are left out: their items have ended.`);
}

function countsOf({ ended, cold }: PreparedPlan, summaries: readonly ShardSummary[]): StepCounts {
  const sum = (count: (summary: ShardSummary) => number) =>
    summaries.reduce((total, summary) => total + count(summary), 0);
  return {
    series: sum(({ series }) => series),
    shards: summaries.length,
    values: sum(({ values }) => values),
    observed: sum(({ observed }) => observed),
    total: sum(({ total }) => total),
    ended,
    cold,
  };
}
