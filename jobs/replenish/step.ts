import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { shardKey, stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { requireJson } from "#lib/lake/json-objects.ts";
import { decodePreparedShard } from "#lib/lake/prepared-shards.ts";
import type { Step, StepContext, StepCounts } from "#lib/run/step.ts";
import { mapOnWorkers } from "#lib/run/worker-pool.ts";
import { withDuckdb } from "#lib/tables/duckdb.ts";
import { factsQuery } from "./facts-query.ts";
import type { FactsShard } from "./facts-shard.ts";
import { fetchForecasts } from "./fetch-forecasts.ts";
import { fetchSources } from "./fetch-sources.ts";
import type { PlanSettings } from "./plan-shard.ts";
import { priceCovariate, recentPrices } from "./recent-price.ts";
import type { ShardTask } from "./replenish-worker.ts";
import { type ShardFiles, shardFiles } from "./shard-files.ts";
import { type ShardTotals, sumTotals } from "./shard-totals.ts";
import { writeFacts } from "./write-facts.ts";

/** Forecasts, stock and supply in; a reorder suggestion a series out. */
export const replenishStep: Step = {
  name: "replenish",
  needs: ["ingest", "prepare", "score"],
  version: 1,
  settings: ({ quantiles, supply, orders }) => ({ quantiles, supply, orders }),
  run: replenish,
};

async function replenish(context: StepContext): Promise<StepCounts> {
  const { lake, run } = context;
  const dataset = await requireJson<DatasetDescription>(
    lake,
    stepKey(run, "prepare", "dataset.json"),
  );
  const files = shardFiles(context.scratch);
  const shardSeries = await fetchForecasts(context, dataset.shardCount, files);
  const { hasStock } = await gatherFacts(context, dataset, shardSeries, files);
  const totals = await planShards(context, dataset, files);
  for (let shard = 0; shard < dataset.shardCount; shard++) {
    await lake.upload(shardKey(run, "replenish", shard), files.orders(shard));
  }
  if (totals.uncounted > 0) context.progress.say(uncountedSentence(totals, hasStock));
  return { ...totals };
}

async function gatherFacts(
  context: StepContext,
  dataset: DatasetDescription,
  shardSeries: readonly number[],
  files: ShardFiles,
): Promise<{ readonly hasStock: boolean }> {
  const { scratch, threads, signal } = context;
  await mkdir(dirname(files.facts(0)), { recursive: true });
  const tempFolder = join(scratch, "duckdb");
  const settings = { threads, memoryMegabytes: 400, folders: [scratch], tempFolder, signal };
  return await withDuckdb(settings, async (duckdb) => {
    const sources = await fetchSources(context, duckdb, files.series);
    await writeFacts(duckdb, factsQuery(sources, dataset.cutoff), {
      shardSeries,
      path: files.facts,
      complete: (shard, facts) => addPrices(context, dataset, shard, facts),
    });
    return { hasStock: sources.stock !== undefined };
  });
}

/** Prices are wanted, and history read for them, only where supply leaves a cost open. */
async function addPrices(
  { lake, run }: StepContext,
  { past, known, horizon }: DatasetDescription,
  shard: number,
  { numbers }: FactsShard,
): Promise<void> {
  const hasPrice = past.includes(priceCovariate) || known.includes(priceCovariate);
  const { unitCost, unitPrice } = numbers;
  const isOpen = unitCost.some((cost, s) => Number.isNaN(cost) && Number.isNaN(unitPrice[s]));
  if (!hasPrice || !isOpen) return;
  const key = shardKey(run, "prepare", shard);
  numbers.recentPrice.set(recentPrices(decodePreparedShard(await lake.read(key), key), horizon));
}

async function planShards(
  { config, seed, threads, signal, progress }: StepContext,
  dataset: DatasetDescription,
  files: ShardFiles,
): Promise<ShardTotals> {
  await mkdir(dirname(files.orders(0)), { recursive: true });
  const { quantiles: levels, supply, orders } = config;
  const settings: PlanSettings = { dataset, levels, supply, orders, seed };
  const tasks = Array.from(
    { length: dataset.shardCount },
    (_, shard): ShardTask => ({
      forecasts: files.forecasts(shard),
      facts: files.facts(shard),
      orders: files.orders(shard),
    }),
  );
  const module = new URL("./replenish-worker.ts", import.meta.url);
  const onDone = (done: number) => progress.report(done, tasks.length, "shards of orders");
  return sumTotals(
    await mapOnWorkers<ShardTask, ShardTotals>(module, settings, tasks, {
      threads,
      signal,
      onDone,
    }),
  );
}

function uncountedSentence({ uncounted, series }: ShardTotals, hasStock: boolean): string {
  if (!hasStock) return "There is no stock table: orders have levels, but no quantity.";
  if (uncounted === series) {
    return "No stock count is of an item and location that sales have: no quantity is suggested. Check the stock table's item and location.";
  }
  return `${uncounted} of ${series} series have no stock count up to the cutoff: no quantity is suggested for them.`;
}
