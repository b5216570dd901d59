import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { LineList } from "#lib/publication/line-list.ts";
import type { StepContext } from "#lib/run/step.ts";
import { decidedOrders } from "./decided-orders.ts";

/**
 * Writes what planners decided as NDJSON of `DecidedOrder`s.
 * @returns the file, if they decided anything
 */
export async function listDecisions(
  { lake, run }: StepContext,
  { cutoff }: DatasetDescription,
  path: string,
): Promise<string | undefined> {
  const list = new LineList(path);
  for await (const decided of decidedOrders(lake, run, cutoff)) await list.writeJson(decided);
  await list.close();
  return list.count > 0 ? path : undefined;
}
