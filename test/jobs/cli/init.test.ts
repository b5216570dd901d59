import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "#lib/config/read-config.ts";
import { shelfcast } from "./spawn.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "shelfcast-init-"));
});
afterAll(() => rm(root, { recursive: true }));

/** A folder of its own with these files. */
async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(root, "shop-"));
  await mkdir(join(folder, "sub"));
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return folder;
}

const sales = "date,sku,qty,price\n2026-01-01,a,1,2.5\n2026-01-02,b,2,3\n2026-01-05,a,-1,2.5\n";

describe("init", () => {
  test("writes a config that is accepted, beside the files", async () => {
    const folder = await folderWith({
      "sales.csv": `\uFEFF${sales}`,
      "商品.csv.gz": gzipSync("商品编码,商品名称\na,马克杯\nb,碗\n"),
      "sub/calendar.tsv": "date\tholiday\n2026-01-01\t1\n2026-01-02\t0\n",
      "notes.md": "no table",
    });
    const { exitCode, stdout } = await shelfcast(["init"], folder);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("npx shelfcast check --config shelfcast.yaml\n");
    const { tables } = await readConfig(join(folder, "shelfcast.yaml"));
    expect(tables.sales).toEqual({
      files: ["sales.csv"],
      columns: { date: "date", item: "sku", units: "qty", price: "price" },
      where: "qty > 0",
    });
    expect(tables.items).toMatchObject([
      { files: ["商品.csv.gz"], columns: { item: "商品编码", title: "商品名称" } },
    ]);
    expect(tables.covariates).toMatchObject([{ files: ["sub/calendar.tsv"], known: ["holiday"] }]);
  });

  test("reads Parquet, NDJSON and Arrow alike", async () => {
    const folder = await folderWith({
      "reviews.ndjson": '{"sku":"a","date":"2026-01-01","stars":5,"comment":"good"}\n',
      "stores.arrow": tableToIPC(
        tableFromArrays({ store_id: ["1", "2"], city: ["Oslo", "Rome"] }),
        "file",
      ),
    });
    const duck = await DuckDBInstance.create();
    const connection = await duck.connect();
    await connection.run(
      `COPY (SELECT DATE '2026-01-01' AS day, 'a' AS sku, 1.5 AS qty) TO '${join(folder, "s.parquet")}'`,
    );
    connection.closeSync();
    const { exitCode } = await shelfcast(["init"], folder);
    expect(exitCode).toBe(0);
    expect((await readConfig(join(folder, "shelfcast.yaml"))).tables).toMatchObject({
      sales: { files: ["s.parquet"], columns: { date: "day", item: "sku", units: "qty" } },
      reviews: [{ files: ["reviews.ndjson"] }],
      locations: [{ files: ["stores.arrow"], columns: { location: "store_id", region: "city" } }],
    });
  });

  test("takes files of the same columns together, and says what it cannot read", async () => {
    const folder = await folderWith({
      "s-1.csv": sales,
      "s-2.csv": sales,
      "broken.parquet": "not parquet",
      "empty.csv": "",
    });
    const { exitCode, stderr } = await shelfcast([
      "init",
      "--data",
      folder,
      "--out",
      join(folder, "x.yaml"),
    ]);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("broken.parquet could not be read");
    const { tables } = await readConfig(join(folder, "x.yaml"));
    expect(tables.sales.files).toEqual(["s-1.csv", "s-2.csv"]);
  });

  test("gives machines the config it wrote, and nothing else, on stdout", async () => {
    const folder = await folderWith({ "s.csv": sales });
    const { stdout } = await shelfcast(["init", "s.csv", "--json"], folder);
    expect(JSON.parse(stdout)).toMatchObject({
      out: "shelfcast.yaml",
      config: { frequency: "day", tables: { sales: { files: ["s.csv"] } } },
      unused: [],
      unreadable: [],
    });
  });

  test("never writes over a file unless told to", async () => {
    const folder = await folderWith({ "s.csv": sales, "shelfcast.yaml": "mine" });
    const refused = await shelfcast(["init"], folder);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain("--force");
    expect(await readFile(join(folder, "shelfcast.yaml"), "utf8")).toBe("mine");
    expect((await shelfcast(["init", "--force"], folder)).exitCode).toBe(0);
    expect(await readFile(join(folder, "shelfcast.yaml"), "utf8")).toContain("tables:");
  });

  test.each([
    ["a folder that is not there", ["--data", "nowhere"], 2, "There is no folder nowhere."],
    ["a file that is not there", ["none.csv"], 2, "none.csv is no file"],
    ["files without sales", ["i.csv"], 3, "looks like sales"],
  ])("with %s exits with its reason", async (_case, words, exitCode, reason) => {
    const folder = await folderWith({ "i.csv": "sku,title\na,mug\nb,cup\n" });
    const refused = await shelfcast(["init", ...words], folder);
    expect(refused.exitCode).toBe(exitCode);
    expect(refused.stderr).toContain(reason);
    expect(refused.stderr.trim().split("\n").at(-1)).toMatch(/^shelfcast: .*\.$/);
  });
});

const data = process.env.SHELFCAST_DATA;

describe.skipIf(!data)("init on real files (skipped where SHELFCAST_DATA is unset)", () => {
  test("finds the order lines, the titles and the returns of an online shop", async () => {
    const folder = await folderWith({});
    const out = join(folder, "shop.yaml");
    const { exitCode } = await shelfcast([
      "init",
      "--data",
      join(data ?? "", "online-retail"),
      "--out",
      out,
    ]);
    expect(exitCode).toBe(0);
    const { frequency, tables } = await readConfig(out);
    expect(frequency).toBe("day");
    expect(tables.sales).toMatchObject({
      columns: {
        date: "InvoiceDate",
        item: "StockCode",
        units: "Quantity",
        price: "UnitPrice",
        customer: "CustomerID",
        order: "InvoiceNo",
      },
      where: "Quantity > 0",
    });
    expect(tables.items[0]?.columns).toEqual({ item: "StockCode", title: "Description" });
  });

  test("finds months, agencies and prices of beverages", async () => {
    const folder = await folderWith({});
    const out = join(folder, "beverages.yaml");
    await shelfcast(["init", "--data", join(data ?? "", "beverages"), "--out", out]);
    const { frequency, tables } = await readConfig(out);
    expect(frequency).toBe("month");
    expect(tables.sales.columns).toMatchObject({
      item: "sku",
      location: "agency",
      units: "volume",
    });
    expect(tables.covariates[0]?.known).toEqual(
      expect.arrayContaining(["price_regular", "christmas"]),
    );
    expect(tables.covariates[0]?.past).toEqual(
      expect.arrayContaining(["soda_volume", "avg_max_temp"]),
    );
  });
});
