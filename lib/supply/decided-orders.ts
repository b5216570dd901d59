import type { Decision } from "#lib/api/decision-book.ts";
import { decisionsPrefix, lakePrefix, stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { periodStart } from "#lib/domain/period.ts";
import { readJson, requireJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** The last word of planners on one order of an earlier publication. */
export interface DecidedOrder {
  readonly item: string;
  readonly location: string;
  /** 0 where it was refused. */
  readonly units: number;
  /** Epoch day. */
  readonly decidedOn: number;
  readonly decidedBy: string;
}

/**
 * What planners decided on the orders of earlier runs, up to this one's cutoff. Of a run whose steps are
 * no longer in the lake nothing can be told, and its decisions are as old as it.
 */
export async function* decidedOrders(
  lake: Lake,
  current: string,
  cutoff: BusinessDate,
): AsyncGenerator<DecidedOrder> {
  for (const run of await decidedRuns(lake)) {
    if (run === current) continue;
    const key = stepKey(run, "prepare", "dataset.json");
    const dataset = await readJson<DatasetDescription>(lake, key);
    if (dataset === undefined || dataset.cutoff > cutoff) continue;
    for await (const object of lake.list(decisionsPrefix(run))) {
      const kept = await requireJson<Record<string, readonly Decision[]>>(lake, object.key);
      for (const decisions of Object.values(kept)) {
        const last = decisions.at(-1);
        if (last) yield decidedOrder(dataset, last);
      }
    }
  }
}

async function decidedRuns(lake: Lake): Promise<ReadonlySet<string>> {
  const runs = new Set<string>();
  for await (const { key } of lake.list(lakePrefix.decisions)) {
    const [run] = key.slice(lakePrefix.decisions.length).split("/");
    if (run) runs.add(run);
  }
  return runs;
}

function decidedOrder(
  { calendar, cutoffPeriod }: DatasetDescription,
  last: Decision,
): DecidedOrder {
  const { item, location, action, quantity, by, at } = last;
  // Decided between its run and the next, whatever the clock of whoever replays an old night says.
  const first = periodStart(cutoffPeriod + 1, calendar);
  const next = periodStart(cutoffPeriod + 2, calendar);
  const clock = Math.floor(Date.parse(at) / 86_400_000);
  return {
    item,
    location,
    units: action === "refuse" ? 0 : quantity,
    decidedOn: Math.max(first, Math.min(clock, next)),
    decidedBy: by,
  };
}
