import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { publishedKey, stepKey } from "#lib/contracts/lake-keys.ts";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { readLatest, readLatestManifest } from "#lib/publication/latest.ts";
import { withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { placeFinishedRun } from "#test/support/publication/finished-run.ts";
import { publish } from "#test/support/publication/publish.ts";

const run = "2026-03-31-abc";
let folder: string;
let lake: Lake;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "shelfcast-publish-"));
  lake = await openFolderLake(join(folder, "lake"));
  await placeFinishedRun(lake, run);
});
afterEach(() => rm(folder, { recursive: true }));

const scratch = (name = "scratch") => join(folder, name);
const read = async (name: string, of = lake) => Buffer.from(await of.read(publishedKey(run, name)));
const names = [
  "forecast.csv.gz",
  "forecast.parquet",
  "reorder.csv",
  "reorder.xlsx",
  "trends.csv",
  "report.html",
];

/** SHA-256 of every published file, but of the manifest, which tells how long it all took. */
async function hashes(of = lake): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { key } of of.list(publishedKey(run, ""))) {
    if (key.endsWith("manifest.json")) continue;
    found[key] = createHash("sha256")
      .update(await of.read(key))
      .digest("hex");
  }
  return found;
}

const query = (sql: string) =>
  withDuckdb(
    { threads: 1, memoryMegabytes: 200, folders: [folder], tempFolder: join(folder, "tmp") },
    (duckdb) => duckdb.rows(sql),
  );
const published = (name: string) => sqlText(join(folder, "lake", publishedKey(run, name)));

describe("what planners download", () => {
  test("forecast.csv.gz has a line a series and period, by item, location and date", async () => {
    await publish(lake, run, scratch());
    const lines = gunzipSync(await read("forecast.csv.gz"))
      .toString()
      .trimEnd()
      .split("\n");
    expect(lines[0]).toBe("run,item,location,date,mean,q0.1,q0.5,q0.9,sale_probability,method");
    expect(lines).toHaveLength(1 + 5 * 7);
    expect(lines[1]).toBe("2026-03-31-abc,''-5%,south,2026-04-01,3,1.5,3,6,0.9,network");
    const jam = lines.filter((line) => line.includes(",JAM,"));
    expect(jam.slice(0, 2)).toEqual([
      "2026-03-31-abc,JAM,north,2026-04-01,2,1,2,4,0.9,seasonal-naive",
      "2026-03-31-abc,JAM,north,2026-04-02,2.33333,1.16667,2.33333,4.66667,0.9,seasonal-naive",
    ]);
    expect(lines.slice(1).map((line) => line.split(",")[1])).toEqual(
      ["''-5%", "'-5%", "JAM", "JAM", "TEA"].flatMap((item) => Array(7).fill(item)),
    );
  });

  test("forecast.parquet holds the rows of the CSV in their order, typed, with the texts as they were", async () => {
    await publish(lake, run, scratch());
    const parquet = await query(
      `SELECT item, location, date::VARCHAR AS date, mean, "q0.9", method FROM read_parquet(${published("forecast.parquet")})`,
    );
    const lines = gunzipSync(await read("forecast.csv.gz"))
      .toString()
      .trimEnd()
      .split("\n");
    const fromCsv = lines.slice(1).map((line) => {
      const [, item, location, date, mean, , , q90, , method] = line.split(",");
      const text = item?.replace(/^'/, "");
      return { item: text, location, date, mean: Number(mean), "q0.9": Number(q90), method };
    });
    expect(parquet).toEqual(fromCsv);
    const types = await query(
      `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${published("forecast.parquet")}))`,
    );
    expect(
      Object.fromEntries(types.map((row) => [row.column_name, row.column_type])),
    ).toMatchObject({ item: "VARCHAR", date: "DATE", mean: "DOUBLE", sale_probability: "DOUBLE" });
  });

  test("trends.csv and reorder.csv have a line a series", async () => {
    await publish(lake, run, scratch());
    expect((await read("trends.csv")).toString()).toBe(
      "item,location,direction,change,probability\n''-5%,south,steady,0.12,0.75\n" +
        "'-5%,south,steady,0.12,0.75\nJAM,north,steady,0.12,0.75\nJAM,south,steady,0.12,0.75\n" +
        "TEA,north,rising,0.12,0.75\n",
    );
    const reorders = (await read("reorder.csv")).toString().trimEnd().split("\n");
    expect(reorders).toHaveLength(6);
    expect(reorders[1]).toMatch(/^JAM,红茶,north,"Acme, Ltd",12,30,/);
    expect(reorders[2]).toMatch(/^TEA,"Tea, <b>green<\/b>",north,"Acme, Ltd",240,600,/);
  });

  test("the manifest lists every file with its size, SHA-256 and rows, and what was learnt", async () => {
    await publish(lake, run, scratch());
    const manifest = await readLatestManifest(lake);
    expect(manifest?.files.map(({ name }) => name)).toEqual(names);
    for (const { name, bytes, sha256 } of manifest?.files ?? []) {
      const content = await read(name);
      expect(bytes).toBe(content.length);
      expect(sha256).toBe(createHash("sha256").update(content).digest("hex"));
    }
    expect(manifest).toMatchObject({
      run,
      cutoff: "2026-03-31",
      counts: { series: 5, items: 4, locations: 2, ordersSuggested: 2 },
      model: { name: "demo-1", methods: { network: 3, "seasonal-naive": 2 } },
      metrics: { validationWindows: 2, published: { sql: 0.712, wape: 0.31 } },
    });
    expect(manifest?.files[0]?.rows).toBe(35);
    expect(manifest?.seconds.publish).toBeGreaterThan(0);
  });

  test("recommendations are published as the step before left them, with their rows counted", async () => {
    const path = join(folder, "recommendations.parquet");
    await query(`COPY (SELECT 'similar' AS kind, '' AS customer, 'TEA' AS source, range + 1 AS rank,
      'JAM-' || range AS item, 0.5::DOUBLE AS score, 'Both are for breakfast.' AS reason
      FROM range(4)) TO ${sqlText(path)} (FORMAT parquet)`);
    await lake.upload(stepKey(run, "recommend", "recommendations.parquet"), path);
    await publish(lake, run, scratch());
    const manifest = await readLatestManifest(lake);
    const found = manifest?.files.find(({ name }) => name === "recommendations.parquet");
    expect(found?.rows).toBe(4);
  });

  test("a run without reorders, trends or validation still publishes its forecast and report", async () => {
    for await (const { key } of lake.list(`runs/${run}/`)) {
      if (/allocate|trend-|summary|ingest/.test(key)) await lake.remove(key);
    }
    await publish(lake, run, scratch());
    const manifest = await readLatestManifest(lake);
    expect(manifest?.files.map(({ name }) => name)).toEqual([
      "forecast.csv.gz",
      "forecast.parquet",
      "report.html",
    ]);
  });
});

describe("publishing", () => {
  test("the same run again writes nothing and says so", async () => {
    await publish(lake, run, scratch());
    const before = await lake.stat(publishedKey(run, "manifest.json"));
    const said: string[] = [];
    const counts = await publish(lake, run, scratch(), said);
    expect(counts.outcome).toBe("already-published");
    expect(said).toEqual([`Run ${run} is published already; nothing was written.`]);
    expect(await lake.stat(publishedKey(run, "manifest.json"))).toEqual(before);
  });

  test("another machine on the same inputs publishes the same bytes", async () => {
    await publish(lake, run, scratch());
    const other = await openFolderLake(join(folder, "other"));
    await placeFinishedRun(other, run);
    await publish(other, run, scratch("elsewhere"));
    expect(await hashes(other)).toEqual(await hashes());
  });

  test.each([1, 3, 6, 7])(
    "killed once %i files were placed, then run again: the same bytes, and no pointer before the end",
    async (placed) => {
      const killed = await openFolderLake(join(folder, "killed"));
      await placeFinishedRun(killed, run);
      const script = new URL("../../support/publication/publish-until-killed.ts", import.meta.url);
      const child = spawnSync(process.execPath, [
        script.pathname,
        killed.address,
        run,
        scratch("killed-scratch"),
        String(placed),
      ]);
      expect(child.signal, child.stderr.toString()).toBe("SIGKILL");
      expect(await readLatest(killed)).toBeUndefined();
      await publish(killed, run, scratch("killed-scratch"));
      await publish(lake, run, scratch());
      expect(await hashes(killed)).toEqual(await hashes());
      expect((await readLatest(killed))?.run).toBe(run);
    },
  );
});
