import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openShardRows, readPreparedShard } from "#lib/candidates/read-shards.ts";
import { shardKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { signalsKey } from "#lib/contracts/signals.ts";
import { seededRandom } from "#lib/domain/random.ts";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { type Lake, LakeKeyMissingError } from "#lib/lake/lake.ts";
import { encodePreparedShard } from "#lib/lake/prepared-shards.ts";
import { encodeSignals } from "#lib/lake/signal-shards.ts";
import { loneSeries } from "#lib/prediction/lone-series.ts";

const run = "run-1";
const horizon = 28;
const series = 300;
const dataset = { horizon } as DatasetDescription;

let folder: string;
let lake: Lake;
let read: { bytes: number; requests: number };

/** A shard of series of many lengths, every number of it another. */
function manySeries(): PreparedShard {
  const { uniform, below } = seededRandom(5);
  const lengths = Array.from({ length: series }, () => 1 + below(700));
  const offsets = new Int32Array(series + 1);
  for (const [s, length] of lengths.entries()) offsets[s + 1] = (offsets[s] as number) + length;
  const periods = offsets[series] as number;
  const numbers = (length: number) => Float32Array.from({ length }, () => uniform());
  const codes = () => Int32Array.from({ length: series }, () => below(50));
  const ahead = periods + series * horizon;
  return {
    ...{ shard: 3, offsets, target: numbers(periods) },
    item: lengths.map((_, s) => `DEMO-${s} 茶`),
    location: lengths.map((_, s) => `store ${s % 7}`),
    ...{ itemRow: codes(), locationRow: codes(), firstPeriod: codes() },
    state: Uint8Array.from({ length: periods }, () => below(4)),
    past: new Map([["footfall", numbers(periods)]]),
    known: new Map([
      ["price", numbers(ahead)],
      ["promotion", numbers(ahead)],
    ]),
    statics: new Map([["category", codes()]]),
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shelfcast-rows-"));
  const stored = await openFolderLake(folder);
  const shard = manySeries();
  await stored.write(shardKey(run, "prepare", 3), encodePreparedShard(shard, horizon));
  await writeJson(stored, signalsKey(run), { names: ["search_interest"] });
  const interest = shard.target.map((value) => 2 * value);
  const signals = encodeSignals(shard, new Map([["search_interest", interest]]));
  await stored.write(shardKey(run, "signals", 3), signals);
  read = { bytes: 0, requests: 0 };
  lake = Object.assign(Object.create(stored) as Lake, {
    address: stored.address,
    read: (key: string) => stored.read(key),
    stat: (key: string) => stored.stat(key),
    readRange: (key: string, start: number, end: number) => {
      read.bytes += end - start;
      read.requests++;
      return stored.readRange(key, start, end);
    },
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("each series is the one of the whole shard, whichever were asked before", async () => {
  const whole = await readPreparedShard(lake, run, 3);
  const rows = await openShardRows(lake, run, 3, dataset);
  const { below } = seededRandom(9);
  for (const row of [0, series - 1, ...Array.from({ length: 40 }, () => below(series))]) {
    const found = loneSeries(await rows.with(row), row, horizon);
    expect(found).toEqual(loneSeries(whole, row, horizon));
  }
});

test("one series costs a small part of the shard's bytes, and few requests", async () => {
  const size = (await lake.stat(shardKey(run, "prepare", 3)))?.size ?? 0;
  const rows = await openShardRows(lake, run, 3, dataset);
  Object.assign(read, { bytes: 0, requests: 0 });
  await rows.with(120);
  expect(read.bytes).toBeLessThan(size / 10);
  expect(read.requests).toBeLessThan(16);
});

test("a series that was read is not read again", async () => {
  const rows = await openShardRows(lake, run, 3, dataset);
  await rows.with(7);
  const { requests } = read;
  await rows.with(7);
  expect(read.requests).toBe(requests);
});

test("of a shard that is not there it is said so", async () => {
  await expect(openShardRows(lake, run, 4, dataset)).rejects.toBeInstanceOf(LakeKeyMissingError);
});
