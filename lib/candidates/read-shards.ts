import { shardKey, stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { type SignalsDescription, signalsKey } from "#lib/contracts/signals.ts";
import { readJson, requireJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import {
  decodePreparedShard,
  openPreparedRows,
  type ShardRows,
} from "#lib/lake/prepared-shards.ts";
import { decodeSignals, openSignalRows } from "#lib/lake/signal-shards.ts";

/** As `prepare` left it, before anything was made of words. */
export const readPreparedDataset = (lake: Lake, run: string): Promise<DatasetDescription> =>
  requireJson<DatasetDescription>(lake, stepKey(run, "prepare", "dataset.json"));

/** With the signals of the run among the `past` covariates. */
export async function readDataset(lake: Lake, run: string): Promise<DatasetDescription> {
  const dataset = await readPreparedDataset(lake, run);
  return { ...dataset, past: [...dataset.past, ...(await signalsOf(lake, run))] };
}

const signalsOf = async (lake: Lake, run: string): Promise<readonly string[]> =>
  (await readJson<SignalsDescription>(lake, signalsKey(run)))?.names ?? [];

/** A shard with the signals of its series, where the run has any. */
export async function readPreparedShard(
  lake: Lake,
  run: string,
  shard: number,
): Promise<PreparedShard> {
  const key = shardKey(run, "prepare", shard);
  const prepared = decodePreparedShard(await lake.read(key), key);
  if ((await signalsOf(lake, run)).length === 0) return prepared;
  const signals = shardKey(run, "signals", shard);
  const said = decodeSignals(await lake.read(signals), signals);
  return { ...prepared, past: new Map([...prepared.past, ...said]) };
}

/** A shard for whoever wants one series of it: of the others nothing is read. */
export async function openShardRows(
  lake: Lake,
  run: string,
  shard: number,
  { horizon }: DatasetDescription,
): Promise<ShardRows> {
  const [prepared, names] = await Promise.all([
    openPreparedRows(lake, shardKey(run, "prepare", shard), horizon),
    signalsOf(lake, run),
  ]);
  if (names.length === 0) return prepared;
  const signals = await openSignalRows(lake, shardKey(run, "signals", shard));
  return {
    with: async (row) => {
      const found = await prepared.with(row);
      const said = await signals(found.offsets[row] as number, found.offsets[row + 1] as number);
      return { ...found, past: new Map([...found.past, ...said]) };
    },
  };
}

/** The shards of a run in their order, one held at a time. */
export async function* preparedShards(
  lake: Lake,
  run: string,
  shardCount: number,
): AsyncGenerator<PreparedShard> {
  for (let shard = 0; shard < shardCount; shard++) yield await readPreparedShard(lake, run, shard);
}
