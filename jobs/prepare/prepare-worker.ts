import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodePreparedShard } from "#lib/lake/prepared-shards.ts";
import { openPlan } from "#lib/prepare/open-plan.ts";
import type { PreparePlan } from "#lib/prepare/prepare-plan.ts";
import { prepareShard } from "#lib/prepare/prepare-shard.ts";
import type { ShardPlan } from "#lib/prepare/shard-plan.ts";
import { type ShardSummary, summarise } from "#lib/prepare/shard-summary.ts";
import { serveTasks } from "#lib/run/worker-pool.ts";
import { type Duckdb, type DuckdbSettings, withDuckdb } from "#lib/tables/duckdb.ts";

export interface PrepareWork {
  readonly plan: PreparePlan;
  /** Where the plan's tables lie. */
  readonly folder: string;
  readonly duckdb: Omit<DuckdbSettings, "tempFolder" | "signal">;
  readonly tempFolders: string;
}

export interface PrepareTask {
  readonly shard: ShardPlan;
  /** Where to write the shard and what it holds. */
  readonly path: string;
  readonly summaryPath: string;
}

serveTasks(async ({ plan, folder, duckdb: settings, tempFolders }: PrepareWork) => {
  const tempFolder = join(tempFolders, String(process.hrtime.bigint()));
  const duckdb = await openForGood({ ...settings, tempFolder });
  const open = await openPlan(duckdb, plan, folder);
  return async ({ shard, path, summaryPath }: PrepareTask): Promise<ShardSummary> => {
    const made = await prepareShard(duckdb, open, shard);
    const summary = summarise(made);
    await writeWhole(path, encodePreparedShard(made, plan.settings.horizon));
    await writeWhole(summaryPath, JSON.stringify(summary));
    return summary;
  };
});

/** A database that closes with its thread. */
function openForGood(settings: DuckdbSettings): Promise<Duckdb> {
  return new Promise((resolve, reject) => {
    const forever = (duckdb: Duckdb) => {
      resolve(duckdb);
      return new Promise<never>(() => {});
    };
    withDuckdb(settings, forever).catch(reject);
  });
}

/** A process killed while it writes leaves no half file under the name. */
async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.part`, content);
  await rename(`${path}.part`, path);
}
