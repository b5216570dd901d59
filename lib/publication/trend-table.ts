import type { TrendShard } from "#lib/contracts/trend-shard.ts";
import { csvLine, csvText } from "./csv-text.ts";
import { numberText } from "./number-text.ts";
import type { SpillFile } from "./spill-file.ts";

export const trendColumns = ["item", "location", "direction", "change", "probability"] as const;

/** Lines of `trends.csv`, one block a series. */
export function spillTrends(spill: SpillFile, shard: TrendShard): void {
  for (const [s, item] of shard.item.entries()) {
    const location = shard.location[s] as string;
    const line = csvLine([
      csvText(item),
      csvText(location),
      shard.direction[s] as string,
      numberText(shard.change[s] as number),
      numberText(shard.probability[s] as number),
    ]);
    spill.add({ rank: 0, item, location }, line);
  }
}
