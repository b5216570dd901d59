import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noDate } from "#lib/tables/column-chunk.ts";
import { type Duckdb, withDuckdb } from "#lib/tables/duckdb.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tables-"));
  await writeFile(join(folder, "a.csv"), "a,b\n1,x\n2,\n");
});
afterAll(() => rm(folder, { recursive: true }));

const inFolder = <T>(use: (duckdb: Duckdb) => Promise<T>): Promise<T> =>
  withDuckdb(
    { threads: 2, memoryMegabytes: 100, folders: [folder], tempFolder: join(folder, "tmp") },
    use,
  );

describe("a confined database", () => {
  test("reads and writes files of its own folders", async () => {
    const rows = await inFolder(async (duckdb) => {
      await duckdb.run(
        `COPY (SELECT * FROM '${folder}/a.csv') TO '${folder}/a.parquet' (FORMAT parquet)`,
      );
      return duckdb.rows(`SELECT a, b FROM '${folder}/a.parquet' ORDER BY a`);
    });
    expect(rows).toEqual([
      { a: 1, b: "x" },
      { a: 2, b: null },
    ]);
  });

  test.each([
    ["a file elsewhere", "SELECT * FROM read_text('/etc/passwd')"],
    ["a table elsewhere", "SELECT * FROM read_csv('/etc/passwd')"],
    ["a listing elsewhere", "SELECT * FROM glob('/etc/*')"],
    ["the network", "SELECT * FROM read_csv('https://example.com/a.csv')"],
    ["a database elsewhere", "ATTACH '/tmp/elsewhere.duckdb'"],
    ["writing elsewhere", "COPY (SELECT 1) TO '/tmp/elsewhere.csv'"],
    ["the environment", "SELECT getenv('HOME')"],
    ["an extension", "LOAD httpfs"],
    ["its own configuration", "SET enable_external_access = true"],
  ])("cannot reach %s", async (_what, sql) => {
    await expect(inFolder((duckdb) => duckdb.run(sql))).rejects.toMatchObject({
      code: "TABLE_QUERY_FAILED",
    });
  });

  test("spills to its temporary folder when memory is short", async () => {
    const [row] = await inFolder((duckdb) =>
      duckdb.rows(
        "SELECT count(*) AS n FROM (SELECT sha256(range::VARCHAR) AS h FROM range(3000000) ORDER BY h)",
      ),
    );
    expect(row).toEqual({ n: 3_000_000 });
  });

  test("an abort ends the query with the signal's reason", async () => {
    const stop = new AbortController();
    const settings = { threads: 1, memoryMegabytes: 100, folders: [folder], tempFolder: folder };
    const long = "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range <> b.range";
    const running = withDuckdb({ ...settings, signal: stop.signal }, (duckdb) => duckdb.rows(long));
    setTimeout(() => stop.abort(new Error("stopped by hand")), 50);
    await expect(running).rejects.toThrow("stopped by hand");
  });
});

describe("a streamed result", () => {
  test("gives every chunk's columns as typed arrays, nulls marked", async () => {
    const sql = `SELECT i::DOUBLE + 0.5 AS x, i AS big, i::SMALLINT AS small, i % 2 = 0 AS even,
      CASE WHEN i % 3 = 0 THEN NULL ELSE DATE '1970-01-01' + i::INTEGER END AS day,
      CASE WHEN i % 5 = 0 THEN NULL ELSE 'n' || i END AS name,
      CASE WHEN i % 7 = 0 THEN NULL ELSE i END AS gap
      FROM range(5000) t(i) ORDER BY i`;
    let seen = 0;
    await inFolder(async (duckdb) => {
      for await (const chunk of duckdb.stream(sql)) {
        const rows = Array.from({ length: chunk.rowCount }, (_, row) => seen + row);
        const everyNth = <T>(n: number, empty: T, value: (i: number) => T) =>
          rows.map((i) => (i % n === 0 ? empty : value(i)));
        expect([...chunk.numbers("x")]).toEqual(rows.map((i) => i + 0.5));
        expect([...chunk.numbers("big")]).toEqual(rows);
        expect([...chunk.numbers("small")]).toEqual(rows);
        expect([...chunk.numbers("even")]).toEqual(rows.map((i) => (i + 1) % 2));
        expect([...chunk.dates("day")]).toEqual(everyNth(3, noDate, (i) => i));
        expect(chunk.texts("name")).toEqual(everyNth<string | null>(5, null, (i) => `n${i}`));
        expect([...chunk.numbers("gap")]).toEqual(everyNth(7, Number.NaN, (i) => i));
        seen += chunk.rowCount;
      }
    });
    expect(seen).toBe(5000);
  });

  test("asking for a column that is not there names those that are", async () => {
    const asked = inFolder(async (duckdb) => {
      for await (const chunk of duckdb.stream("SELECT 1 AS a, 2 AS b")) chunk.numbers("c");
    });
    await expect(asked).rejects.toThrow("Column c is not in the result (a, b).");
  });
});

test("a mistake in SQL is told in one line, without a stack of positions", async () => {
  await expect(inFolder((duckdb) => duckdb.run("SELEKT 1"))).rejects.toMatchObject({
    code: "TABLE_QUERY_FAILED",
    reason: expect.stringContaining("syntax error"),
  });
  expect(await readFile(join(folder, "a.csv"), "utf8")).toContain("1,x");
});
