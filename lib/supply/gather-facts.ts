import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { StepContext } from "#lib/run/step.ts";
import { withDuckdb } from "#lib/tables/duckdb.ts";
import { factsQuery } from "./facts-query.ts";
import { fetchForecasts } from "./fetch-forecasts.ts";
import { fetchSources } from "./fetch-sources.ts";
import { listDecisions } from "./list-decisions.ts";
import type { ShardFiles } from "./shard-files.ts";
import { writeFacts } from "./write-facts.ts";

/**
 * Brings the forecasts of some shards here, and lays what is known of their series beside them.
 * @returns whether there is a stock table
 */
export async function gatherFacts(
  context: StepContext,
  dataset: DatasetDescription,
  shards: readonly number[],
  files: ShardFiles,
): Promise<boolean> {
  const { scratch, threads, signal, config } = context;
  const shardSeries = await fetchForecasts(context, shards, files);
  await mkdir(dirname(files.facts(0)), { recursive: true });
  const decisions = await listDecisions(context, dataset, files.decisions);
  const tempFolder = join(scratch, "duckdb");
  const settings = { threads, memoryMegabytes: 400, folders: [scratch], tempFolder, signal };
  return await withDuckdb(settings, async (duckdb) => {
    const sources = await fetchSources(context, duckdb, { series: files.series, decisions });
    const query = factsQuery(sources, dataset.cutoff, config.supply.leadTimeDays);
    await writeFacts(duckdb, query, { shardSeries, path: files.facts });
    return sources.stock !== undefined;
  });
}
