import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { type BlockCache, SortedTable } from "#lib/lake/sorted-table.ts";
import { compareKeys, indexNameOf, type RowKey } from "#lib/lake/sorted-table-index.ts";
import { SortedTableWriter } from "#lib/lake/sorted-table-writer.ts";

let folder: string;
let lake: Lake;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shelfcast-table-"));
  lake = await openFolderLake(join(folder, "lake"));
});
afterAll(() => rm(folder, { recursive: true }));

const noCache: BlockCache = { get: async (_key, make) => (await make()).value };

/** Writes `rows` in the order of their keys and opens the table. */
async function tableOf(rows: readonly RowKey[], record: (key: RowKey) => unknown, from = lake) {
  const path = join(folder, "rows.table");
  const writer = new SortedTableWriter(path);
  for (const key of [...rows].sort(compareKeys)) writer.add(key, JSON.stringify(record(key)));
  await writer.finish();
  await lake.upload("rows.table", path);
  await lake.upload(indexNameOf("rows.table"), indexNameOf(path));
  return await SortedTable.open<unknown>(from, "rows.table", noCache);
}

const many = Array.from({ length: 3000 }, (_, at): RowKey => [`item-${at}`, `shop ${at % 7}`]);
const long = (key: RowKey) => ({ name: key.join(" at "), text: "0123456789".repeat(20) });

describe("a sorted table", () => {
  test("gives back each row by its key, and nothing for a key it has not", async () => {
    const table = await tableOf(many, long);
    for (const key of many.filter((_, at) => at % 97 === 0)) {
      expect(await table.find(key)).toEqual(long(key));
    }
    expect(await table.find(["item-1"])).toBeUndefined();
    expect(await table.find(["a", ""])).toBeUndefined();
    expect(await table.find(["zzz", ""])).toBeUndefined();
  });

  test("one row takes one read of a small part of the file", async () => {
    const reads: number[] = [];
    const counted: Lake = Object.assign(Object.create(lake), {
      read: (key: string) => lake.read(key),
      readRange: (key: string, start: number, end: number) => {
        reads.push(end - start);
        return lake.readRange(key, start, end);
      },
    });
    const table = await tableOf(many, (key) => ({ ...long(key), noise: Math.random() }), counted);
    await table.find(many[1234] as RowKey);
    const size = (await lake.stat("rows.table"))?.size ?? 0;
    expect(reads).toHaveLength(1);
    expect(reads[0]).toBeLessThan(size / 5);
  });

  test("rows that come out of order, or twice, are refused", () => {
    const writer = new SortedTableWriter(join(folder, "odd.table"));
    writer.add(["b", "x"], "1");
    expect(() => writer.add(["a", "y"], "1")).toThrow(RangeError);
    expect(() => writer.add(["b", "x"], "1")).toThrow(RangeError);
    writer.close();
  });

  test("the same rows give the same bytes", async () => {
    await tableOf(many, long);
    const first = await lake.read("rows.table");
    await tableOf(many, long);
    expect(await lake.read("rows.table")).toEqual(first);
  });

  test("an empty one has no row and finds none", async () => {
    const table = await tableOf([], long);
    expect(table.rows).toBe(0);
    expect(await table.find(["a", "b"])).toBeUndefined();
  });

  test("whatever the keys, every row is found by key and by place", async () => {
    const part = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom('"', "\t", "\n", "茶", "a", "😀"),
    );
    const keys = fc.uniqueArray(fc.tuple(part, part), {
      comparator: (a, b) => compareKeys(a, b) === 0,
      minLength: 1,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(keys, async (rows) => {
        const table = await tableOf(rows, (key) => ({ of: key, fill: "x".repeat(9000) }));
        const sorted = [...rows].sort(compareKeys);
        for (const [place, key] of sorted.entries()) {
          expect(await table.find(key)).toMatchObject({ of: key });
          expect((await table.at(place)).key).toEqual(key);
        }
      }),
      { numRuns: 25 },
    );
  });
});
