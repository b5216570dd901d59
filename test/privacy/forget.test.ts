import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { ingestFile } from "#lib/contracts/ingest-report.ts";
import { latestKey, publishedKey, stepKey } from "#lib/contracts/lake-keys.ts";
import { requireJson, writeJson } from "#lib/lake/json-objects.ts";
import { eraseCustomer } from "#lib/privacy/erase-customer.ts";
import { addForgotten, readForgotten } from "#lib/privacy/forgotten.ts";
import { readLatestManifest } from "#lib/publication/latest.ts";
import { beginNight, type Night } from "#test/support/nights/night.ts";

const [ann, bob] = ["aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"];
const file = "recommendations.parquet";
const run = "2026-06-30-test";

/** A lake in which Ann and Bob bought, looked, and were recommended something. */
async function shopOfTwo(): Promise<Night> {
  const night = await beginNight();
  const people = `(VALUES ('${ann}', 'o1', 'tea'), ('${bob}', 'o2', 'tea')) t(customer, "order", item)`;
  const of = (columns: string) => `SELECT ${columns} FROM ${people}`;
  await night.writeTable(ingestFile.sales(0), of(`item, 2::INT AS units, customer, "order"`));
  await night.writeTable(ingestFile.table("interactions"), of("customer, item"));
  await night.writeTable("list.parquet", of("customer, item"));
  const list = await night.lake.read(stepKey(run, "ingest", "list.parquet"));
  await night.lake.write(stepKey(run, "recommend", file), list);
  await night.lake.write(publishedKey(run, file), list);
  await writeJson(night.lake, publishedKey(run, "manifest.json"), {
    files: [{ name: file, bytes: list.length, sha256: "old", rows: 2 }],
  });
  const bytes = await night.lake.read(publishedKey(run, "manifest.json"));
  await writeJson(night.lake, latestKey, { run, manifestSha256: sha256(bytes), previous: [] });
  return night;
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test("of a forgotten customer sales keep the units, looks and recommendations go", async () => {
  const night = await shopOfTwo();
  const { rows, files } = await eraseCustomer(night.lake, ann, new AbortController().signal);
  expect([rows, files.length]).toEqual([4, 4]);
  const all = (key: string) => night.readTable(key, (f) => `SELECT * FROM ${f} ORDER BY ALL`);
  expect(await all(stepKey(run, "ingest", ingestFile.sales(0)))).toEqual([
    { item: "tea", units: 2, customer: bob, order: "o2" },
    { item: "tea", units: 2, customer: null, order: null },
  ]);
  for (const key of [
    stepKey(run, "ingest", ingestFile.table("interactions")),
    stepKey(run, "recommend", file),
    publishedKey(run, file),
  ]) {
    expect(await all(key)).toEqual([{ customer: bob, item: "tea" }]);
  }
});

test("the publication stays whole: its manifest and pointer tell the files as they are", async () => {
  const night = await shopOfTwo();
  await eraseCustomer(night.lake, ann, new AbortController().signal);
  const published = await night.lake.read(publishedKey(run, file));
  const manifest = await readLatestManifest(night.lake);
  expect(manifest?.files).toEqual([
    { name: file, bytes: published.length, sha256: sha256(published), rows: 1 },
  ]);
});

test("a customer nobody knows changes nothing", async () => {
  const night = await shopOfTwo();
  const before = await requireJson(night.lake, latestKey);
  const erased = await eraseCustomer(night.lake, "cccccccccccccccc", new AbortController().signal);
  expect(erased).toEqual({ files: [], rows: 0 });
  expect(await requireJson(night.lake, latestKey)).toEqual(before);
});

test("of several who ask at once, none is lost", async () => {
  const { lake } = await beginNight();
  await Promise.all([bob, ann, bob].map((customer) => addForgotten(lake, customer)));
  expect(await readForgotten(lake)).toEqual([ann, bob]);
});
