import { readDataset } from "#lib/candidates/read-shards.ts";
import { shardKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { decodeReorderShard } from "#lib/lake/reorder-shards.ts";
import { isInPart, type Step, type StepContext, type StepCounts } from "#lib/run/step.ts";
import { mapOnWorkers } from "#lib/run/worker-pool.ts";
import { gatherFacts } from "#lib/supply/gather-facts.ts";
import { type ShardFiles, shardFiles } from "#lib/supply/shard-files.ts";
import { planKeys } from "./plan-shard.ts";
import type { ReplenishShared, ShardTask } from "./replenish-worker.ts";
import { type ShardTotals, sumTotals, totalsOf } from "./shard-totals.ts";

/** Forecasts, stock and supply in; a reorder suggestion a series out, each by itself. */
export const replenishStep: Step = {
  name: "replenish",
  needs: ["ingest", "prepare", "reconcile"],
  version: 5,
  reads: "decisions",
  settings: (config) => Object.fromEntries(planKeys.map((key) => [key, config[key]])),
  run: replenish,
};

async function replenish(context: StepContext): Promise<StepCounts> {
  const { lake, run, progress } = context;
  const dataset = await readDataset(lake, run);
  const mine = [...dataset.shardSeries.keys()].filter((shard) => isInPart(shard, context.part));
  const { done, open: left } = await sortOut(context, mine);
  const totals = [...done];
  const files = shardFiles(context.scratch);
  let hasStock = true;
  if (left.length > 0) {
    hasStock = await gatherFacts(context, dataset, left, files);
    totals.push(...(await planShards(context, dataset, left, files)));
  }
  const sum = sumTotals(totals);
  if (sum.uncounted > 0) progress.say(uncountedSentence(sum, hasStock));
  sayUnpriced(context);
  return { ...sum };
}

/** The run's name stands for all that decides a shard's bytes: what is there needs no second try. */
async function sortOut(
  { lake, run }: StepContext,
  shards: readonly number[],
): Promise<{ readonly done: ShardTotals[]; readonly open: number[] }> {
  const done: ShardTotals[] = [];
  const left: number[] = [];
  for (const shard of shards) {
    const key = shardKey(run, "replenish", shard);
    if ((await lake.stat(key)) === undefined) left.push(shard);
    else done.push(totalsOf(decodeReorderShard(await lake.read(key), key)));
  }
  return { done, open: left };
}

async function planShards(
  { lake, run, config, seed, threads, signal, progress }: StepContext,
  dataset: DatasetDescription,
  shards: readonly number[],
  files: ShardFiles,
): Promise<readonly ShardTotals[]> {
  const shared: ReplenishShared = { lake: lake.address, run, dataset, config, seed };
  const tasks = shards.map(
    (shard): ShardTask => ({
      shard,
      forecasts: files.forecasts(shard),
      facts: files.facts(shard),
    }),
  );
  const module = new URL("./replenish-worker.ts", import.meta.url);
  const onDone = (done: number) => progress.report(done, tasks.length, "shards of orders");
  return await mapOnWorkers<ShardTask, ShardTotals>(module, shared, tasks, {
    threads,
    signal,
    onDone,
  });
}

function sayUnpriced({ config, progress }: StepContext): void {
  const { supply, sales } = config.tables;
  const isPriced = [sales, ...supply].some(
    ({ columns }) => columns.unit_cost !== undefined || columns.price !== undefined,
  );
  if (isPriced && config.orders.currency === "") {
    progress.say("Costs and prices have no currency: values are shown bare. Set orders.currency.");
  }
}

function uncountedSentence({ uncounted, series }: ShardTotals, hasStock: boolean): string {
  if (!hasStock) return "There is no stock table: orders have levels, but no quantity.";
  if (uncounted === series) {
    return "No stock count is of an item and location that sales have: no quantity is suggested. Check the stock table's item and location.";
  }
  return `${uncounted} of ${series} series have no stock count up to the cutoff: no quantity is suggested for them.`;
}
