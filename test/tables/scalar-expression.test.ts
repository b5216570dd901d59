import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Duckdb, type SmallValue, withDuckdb } from "#lib/tables/duckdb.ts";
import { parseScalarExpression } from "#lib/tables/scalar-expression.ts";

const columns = ["Qty", "Price", "Code", "Day", "a b"].map((name) => ({ name, isText: true }));

const confined = <T>(use: (duckdb: Duckdb) => Promise<T>): Promise<T> =>
  withDuckdb(
    { threads: 1, memoryMegabytes: 100, folders: [], tempFolder: join(tmpdir(), "t") },
    use,
  );

const parse = (text: string) => confined((duckdb) => parseScalarExpression(duckdb, text, columns));

/** The value of `text` for a row of text. */
const evaluated = (text: string, row: Partial<Record<string, string>>): Promise<SmallValue> =>
  confined(async (duckdb) => {
    const { sql } = await parseScalarExpression(duckdb, text, columns);
    const cells = columns.map(({ name }) => {
      const value = row[name];
      return `${value === undefined ? "NULL" : `'${value}'`}::VARCHAR AS "${name}"`;
    });
    const [result] = await duckdb.rows(`SELECT ${sql} AS value FROM (SELECT ${cells.join(", ")})`);
    return result?.value ?? null;
  });

describe("text columns are read as what the expression uses them as", () => {
  test.each<[string, Partial<Record<string, string>>, SmallValue]>([
    ["Qty * Price", { Qty: "3", Price: "2.5" }, 7.5],
    ["qty > 2", { Qty: "10" }, true],
    ["Price > 0", { Price: "0.004" }, true],
    ["Code LIKE 'C%'", { Code: "C12" }, true],
    ["Code = '007'", { Code: "007" }, true],
    ["Code NOT LIKE 'C%' AND Price > 0 AND Qty > 0", { Code: "1", Price: "2.55", Qty: "6" }, true],
    ["-Qty", { Qty: "3" }, -3],
    ["coalesce(Price, 0) + 1", {}, 1],
    ["CASE WHEN Qty BETWEEN 1 AND 9.5 THEN 'few' ELSE 'many' END", { Qty: "9.2" }, "few"],
    ["Qty IN (1, 2)", { Qty: "2.0" }, true],
    ["Day >= DATE '2024-01-31'", { Day: "2024-02-01 08:00:00" }, true],
    ["CAST(Day AS DATE) - 1", { Day: "2024-03-01" }, "2024-02-29"],
    ["CAST(strptime(Day, '%d.%m.%Y') AS DATE)", { Day: "31.12.2023" }, "2023-12-31"],
    ["upper(trim(Code)) || '-' || Qty", { Code: " x ", Qty: "1" }, "X-1"],
    ["split_part(\"a b\", '/', 2)", { "a b": "x/y" }, "y"],
    ["'all'", {}, "all"],
    ["1", {}, 1],
  ])("%s", async (text, row, expected) => {
    expect(await evaluated(text, row)).toBe(expected);
  });

  test("a value that is no number gives null instead of an error, and the column is named", async () => {
    expect(await evaluated("Qty * Price", { Qty: "three", Price: "1" })).toBe(null);
    expect(await evaluated("CAST(Qty AS INTEGER)", { Qty: "three" })).toBe(null);
    expect(await evaluated("strptime(Day, '%Y')", { Day: "soon" })).toBe(null);
    const { readings } = await parse("Qty * 2 > Price AND Day > DATE '2024-01-01' AND Code <> ''");
    expect(Object.fromEntries(readings)).toEqual({ Qty: "number", Price: "number", Day: "date" });
  });
});

describe("whatever is more than the row is refused", () => {
  test.each([
    "(SELECT 1)",
    "Qty IN (SELECT 1)",
    "EXISTS (SELECT 1)",
    "(SELECT content FROM read_text('/etc/passwd'))",
    "count(*)",
    "sum(Qty)",
    "sum(Qty) OVER ()",
    "row_number() OVER ()",
    "*",
    "COLUMNS(*)",
    "unnest([1, 2])",
    "random()",
    "uuid()",
    "now()",
    "today()",
    "ago(INTERVAL 1 DAY)",
    "getenv('HOME')",
    "current_setting('temp_directory')",
    "getvariable('x')",
    "sleep_ms(1000)",
    "pg_sleep(1)",
    "error('x')",
    "format_type(1, 1)",
    "list_transform([1], x -> x)",
    "1; SELECT 2",
    "1) FROM read_csv('/etc/passwd') --",
    "1 FROM range(3)",
    "$1",
    "Qty >",
    "",
  ])("%s", async (text) => {
    await expect(parse(text)).rejects.toMatchObject({ code: "EXPRESSION_REFUSED", kind: "usage" });
  });

  test.each(["current_date", "current_timestamp", "Quantity", "x.y"])(
    "%s is no column of the file",
    async (text) => {
      await expect(parse(text)).rejects.toMatchObject({ code: "COLUMN_MISSING", kind: "data" });
    },
  );
});
