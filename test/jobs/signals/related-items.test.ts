import { join } from "node:path";
import { expect, test } from "vitest";
import { readRelated } from "#jobs/signals/related-items.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import { encodeColumns } from "#lib/lake/column-codec.ts";
import { withDuckdb } from "#lib/tables/duckdb.ts";
import { WordVectors } from "#lib/text/word-vectors.ts";
import { beginNight } from "#test/support/nights/night.ts";

const items = ["cup", "mug", "new", "pot", "tea"];
const texts = ["red cup", "blue mug", "red cup again", "pot", "tea"];

test("an item inherits from what it replaces before what is only described like it", async () => {
  const night = await beginNight();
  const { run, scratch } = night.context;
  const columns = new Map([
    ["item", items],
    ["replaces", ["", "", "mug", "", "unheard of"]],
  ]);
  await night.lake.write(stepKey(run, "prepare", "items.arrow"), encodeColumns(columns));
  await night.writeTable(
    "relations.parquet",
    `SELECT * FROM (VALUES ('pot', 'substitute', 'tea'), ('pot', 'complement', 'cup'),
      ('tea', 'replaces', 'nothing known')) r(item, relation, other)`,
  );
  const path = join(scratch, "relations.parquet");
  await night.lake.download(stepKey(run, "ingest", "relations.parquet"), path);
  const sources = { items: "", searches: undefined, reviews: undefined };
  const relations = { path, columns: new Set(["item", "relation", "other"]) };
  const settings = { threads: 1, memoryMegabytes: 200, folders: [scratch] };
  const related = await withDuckdb({ ...settings, tempFolder: join(scratch, "tmp") }, (duckdb) =>
    readRelated(night.context, duckdb, { ...sources, relations }),
  );
  expect(related).toEqual([
    { rows: [2, 1], words: 6 },
    { rows: [3, 4], words: 3 },
  ]);
  const words = new WordVectors(texts, related);
  expect(words.nearest(2, 2, () => true).map((row) => items[row])).toEqual(["mug", "cup"]);
});
