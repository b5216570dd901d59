import { DecisionBook } from "#lib/api/decision-book.ts";
import { lakePrefix, reorderShardKey, shardOfKey, stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";
import { type BusinessDate, toEpochDay } from "#lib/domain/business-date.ts";
import { periodStart } from "#lib/domain/period.ts";
import { readJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { decodeReorderShard } from "#lib/lake/reorder-shards.ts";

/** The last word of planners on one order of an earlier publication. */
export interface DecidedOrder {
  readonly item: string;
  readonly location: string;
  /** 0 where it was refused. */
  readonly units: number;
  /** Epoch days: when it was decided, and when what was ordered should be here. */
  readonly decidedOn: number;
  readonly arrives: number;
  readonly decidedBy: string;
}

/** An earlier run that planners decided on. */
interface DecidedRun {
  readonly run: string;
  readonly dataset: DatasetDescription;
  readonly shards: readonly number[];
}

/**
 * What planners decided on the orders of earlier runs, up to this one's cutoff. Of a run whose steps are
 * no longer in the lake nothing can be told, and its decisions are as old as it.
 */
export async function* decidedOrders(
  lake: Lake,
  run: string,
  cutoff: BusinessDate,
): AsyncGenerator<DecidedOrder> {
  const book = new DecisionBook(lake);
  for (const decided of await decidedRuns(lake, run, cutoff)) {
    const decisionsOn = await book.ofRun(decided.run);
    for (const shard of decided.shards) {
      const key = reorderShardKey(decided.run, shard);
      if ((await lake.stat(key)) === undefined) continue;
      const orders = decodeReorderShard(await lake.read(key), key);
      for (let row = 0; row < orders.item.length; row++) {
        const last = decisionsOn({ shard, row }).at(-1);
        if (last) yield decidedOrder(decided.dataset, orders, row, last);
      }
    }
  }
}

async function decidedRuns(
  lake: Lake,
  current: string,
  cutoff: BusinessDate,
): Promise<DecidedRun[]> {
  const shardsOf = new Map<string, number[]>();
  for await (const { key } of lake.list(lakePrefix.decisions)) {
    const [run = "", name = ""] = key.slice(lakePrefix.decisions.length).split("/");
    const shard = shardOfKey(name);
    if (run !== current && shard !== undefined) {
      shardsOf.set(run, [...(shardsOf.get(run) ?? []), shard]);
    }
  }
  const runs: DecidedRun[] = [];
  for (const [run, shards] of shardsOf) {
    const key = stepKey(run, "prepare", "dataset.json");
    const dataset = await readJson<DatasetDescription>(lake, key);
    if (dataset && dataset.cutoff <= cutoff) runs.push({ run, dataset, shards });
  }
  return runs;
}

function decidedOrder(
  { calendar, cutoffPeriod }: DatasetDescription,
  orders: ReorderShard,
  row: number,
  last: {
    readonly action: string;
    readonly quantity: number;
    readonly by: string;
    readonly at: string;
  },
): DecidedOrder {
  // Decided between its run and the next, whatever the clock of whoever replays an old night says.
  const first = periodStart(cutoffPeriod + 1, calendar);
  const next = periodStart(cutoffPeriod + 2, calendar);
  const clock = Math.floor(Date.parse(last.at) / 86_400_000);
  const decidedOn = Math.max(first, Math.min(clock, next));
  const arrives = orders.arrives[row] || undefined;
  return {
    item: orders.item[row] as string,
    location: orders.location[row] as string,
    units: last.action === "refuse" ? 0 : last.quantity,
    decidedOn,
    arrives: arrives === undefined ? next : toEpochDay(arrives),
    decidedBy: last.by,
  };
}
