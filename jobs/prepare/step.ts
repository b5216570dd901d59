import { join } from "node:path";
import type { Config } from "#lib/config/config.ts";
import { shardKey, stepKey } from "#lib/contracts/lake-keys.ts";
import { encodeColumns } from "#lib/lake/column-codec.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { encodePreparedShard } from "#lib/lake/prepared-shards.ts";
import { type ShardSummary, summarise } from "#lib/prepare/dataset-summary.ts";
import { describeDataset } from "#lib/prepare/describe-dataset.ts";
import { readEntities } from "#lib/prepare/entity-columns.ts";
import { makePlan, type PreparedPlan } from "#lib/prepare/make-plan.ts";
import { prepareShard } from "#lib/prepare/prepare-shard.ts";
import type { PrepareSource } from "#lib/prepare/prepare-source.ts";
import type { Step, StepContext, StepCounts } from "#lib/run/step.ts";
import { type Duckdb, withDuckdb } from "#lib/tables/duckdb.ts";
import { fetchSource } from "./fetch-source.ts";
import { KeptShards } from "./kept-shards.ts";

const version = 1;

const settingsOf = ({ tables, ...config }: Config) => ({
  frequency: config.frequency,
  weekStart: config.weekStart,
  horizon: config.horizon,
  season: config.season,
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
  const settings = {
    ...{ threads, memoryMegabytes: 400, folders: [scratch], signal },
    tempFolder: join(scratch, "duckdb"),
  };
  return await withDuckdb(settings, async (duckdb) => {
    const source = await fetchSource(context, duckdb, join(scratch, "ingest"));
    const prepared = await makePlan(duckdb, source, config, join(scratch, "plan"));
    const summaries = await writeShards(context, duckdb, prepared);
    await writeEntities(context, duckdb, source);
    const dataset = describeDataset(prepared.plan, summaries);
    await writeJson(context.lake, stepKey(context.run, "prepare", "dataset.json"), dataset);
    tell(context, prepared);
    return countsOf(prepared, summaries);
  });
}

async function writeShards(
  context: StepContext,
  duckdb: Duckdb,
  { plan, shards }: PreparedPlan,
): Promise<readonly ShardSummary[]> {
  const { lake, run, config, progress, signal } = context;
  const kept = await KeptShards.open(context, { version, ...settingsOf(config) });
  const summaries: ShardSummary[] = [];
  for (const shardPlan of shards) {
    signal.throwIfAborted();
    let summary = await kept.find(shardPlan.shard);
    if (!summary) {
      const shard = await prepareShard(duckdb, plan, shardPlan);
      const bytes = encodePreparedShard(shard, config.horizon);
      await lake.write(shardKey(run, "prepare", shardPlan.shard), bytes);
      summary = summarise(shard);
      await kept.keep(shardPlan.shard, summary);
    }
    summaries.push(summary);
    progress.report(summaries.length, shards.length);
  }
  await kept.removeBeyond(shards.length);
  return summaries;
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
