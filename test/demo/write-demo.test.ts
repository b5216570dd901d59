import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "#lib/config/parse-config.ts";
import { type RawColumn, type RawTableName, rawColumn } from "#lib/contracts/raw-tables.ts";
import { type DemoTable, demoColumns, demoFiles } from "#lib/demo/demo-config.ts";
import { itemRows } from "#lib/demo/plain-tables.ts";
import { csvText } from "#lib/demo/table.ts";
import { demoShop } from "#lib/demo/trading.ts";
import { writeDemo } from "#lib/demo/write-demo.ts";

let root: string;
let config: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "shelfcast-demo-"));
  config = await writeDemo(join(root, "a"), 1);
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function hashes(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  const hash = async (name: string) =>
    createHash("sha256")
      .update(await readFile(join(folder, name)))
      .digest("hex");
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await hash(name)])));
}

async function linesOf(table: DemoTable): Promise<string[]> {
  const text = gunzipSync(await readFile(join(root, "a", demoFiles[table]))).toString("utf8");
  return text.trimEnd().split("\n");
}

/** No cell of the demo has a quote in it or spans lines. */
function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(",");
  return [...line.matchAll(/(?<=^|,)(?:"([^"]*)"|([^,"]*))(?=,|$)/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? "",
  );
}

describe("the demo's files", () => {
  test("the same seed writes the same bytes, another seed others", async () => {
    await writeDemo(join(root, "b"), 1);
    expect(await hashes(join(root, "b"))).toEqual(await hashes(join(root, "a")));
    const [one, two] = [1, 2].map((seed) => csvText(itemRows(demoShop(seed))));
    expect(two).not.toBe(one);
  });

  test("every data file is called synthetic, and a note says so", async () => {
    const names = await readdir(join(root, "a"));
    const others = names.filter((name) => !name.startsWith("synthetic-"));
    expect(others.sort()).toEqual(["SYNTHETIC.md", "shelfcast.yaml"]);
  });

  test("the config is one that shelfcast accepts, with every table", async () => {
    const parsed = parseConfig(await readFile(config, "utf8"), config);
    expect(parsed.name).toBe("synthetic-demo");
    expect(parsed.tables.covariates).toHaveLength(3);
    expect(parsed.tables.stock).toHaveLength(1);
    expect(parsed.orders.currency).toBe("EUR");
  });

  const tableOf = (table: DemoTable): RawTableName =>
    table === "calendar" || table === "prices" || table === "footfall" ? "covariates" : table;

  test.each(Object.keys(demoFiles) as DemoTable[])(
    "no row of %s breaks the contract",
    async (table) => {
      const [header, ...lines] = await linesOf(table);
      expect(header).toBe(demoColumns[table].join(","));
      expect(lines.length).toBeGreaterThan(3);
      const broken = lines.flatMap((line) => {
        const wrong = faults(tableOf(table), demoColumns[table], cellsOf(line));
        return wrong.length === 0 ? [] : [`${line}: ${wrong.join(", ")}`];
      });
      expect(broken.slice(0, 5)).toEqual([]);
    },
  );

  test("prices and opening days are known two months ahead, sales are not", async () => {
    const lastDate = async (table: DemoTable) => (await linesOf(table)).at(-1)?.slice(0, 10);
    expect(await lastDate("prices")).toBe("2026-08-31");
    expect(await lastDate("calendar")).toBe("2026-08-31");
    expect(await lastDate("sales")).toBe("2026-06-30");
    expect(await lastDate("searches")).toBe("2026-06-30");
  });
});

/** What of `row` the raw table's contract forbids. */
function faults(table: RawTableName, columns: readonly string[], row: readonly string[]): string[] {
  if (row.length !== columns.length) return [`${row.length} cells`];
  return columns.flatMap((name, index) => {
    const cell = row[index] as string;
    const column = rawColumn(table, name);
    if (cell === "") return column?.required === true ? [`${name} is missing`] : [];
    if (column?.type === "date" && !/^\d{4}-\d{2}-\d{2}$/.test(cell)) return [`${name} is ${cell}`];
    return column?.type === "number" && !isAllowed(Number(cell), column)
      ? [`${name} is ${cell}`]
      : [];
  });
}

function isAllowed(value: number, { min, max, above, below }: RawColumn): boolean {
  const bounds = [min === undefined || value >= min, max === undefined || value <= max];
  const limits = [above === undefined || value > above, below === undefined || value < below];
  return Number.isFinite(value) && [...bounds, ...limits].every(Boolean);
}
