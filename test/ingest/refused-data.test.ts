import { describe, expect, test } from "vitest";
import { type IngestCase, ingesting, plainSales } from "./ingest-folder.ts";

const header = "date,item,units";
const good = "2024-01-01,a,1";
const csv = (...lines: string[]) => [header, ...lines, ""].join("\n");

const outcomeOf = (given: IngestCase) => ingesting(given, async ({ outcome }) => outcome);

describe("a file that cannot be trusted stops the run, and says what to do", () => {
  const mapping = (columns: string, rest = "") =>
    `tables:\n  sales: { files: sales.csv, columns: { ${columns} }${rest} }`;
  const plain = "date: date, item: item, units: units";

  test.each<[string, IngestCase, { code: string; kind: string; message: string }]>([
    ["no such file", { files: {} }, { code: "FILE_MISSING", kind: "data", message: "sales.csv" }],
    [
      "an ending nobody knows",
      { files: { "sales.xlsx": "x" }, config: `tables:${plainSales.replace("csv", "xlsx")}` },
      { code: "FILE_KIND", kind: "data", message: "sales.xlsx is of no kind" },
    ],
    [
      "an empty file",
      { files: { "sales.csv": "" } },
      { code: "FILE_EMPTY", kind: "data", message: "sales.csv is empty" },
    ],
    [
      "a file of line ends",
      { files: { "sales.csv": "\n\n\n" } },
      { code: "FILE_EMPTY", kind: "data", message: "sales.csv is empty" },
    ],
    [
      "a spreadsheet called CSV",
      { files: { "sales.csv": Buffer.from("504b030414000600", "hex") } },
      { code: "FILE_UNREADABLE", kind: "data", message: "a zip archive or a spreadsheet" },
    ],
    [
      "no Parquet in a Parquet file",
      {
        files: { "sales.parquet": csv(good) },
        config: `tables:${plainSales.replace("csv", "parquet")}`,
      },
      { code: "FILE_UNREADABLE", kind: "data", message: "it is no Parquet file" },
    ],
    [
      "no Arrow in an Arrow file",
      {
        files: { "sales.arrow": csv(good) },
        config: `tables:${plainSales.replace("csv", "arrow")}`,
      },
      { code: "FILE_UNREADABLE", kind: "data", message: "it is no Arrow file" },
    ],
    [
      "a header without rows",
      { files: { "sales.csv": `${header}\n` } },
      { code: "NO_SALES", kind: "data", message: "No sales are left" },
    ],
    [
      "sales that all come later",
      { files: { "sales.csv": csv(good) }, asOf: "2023-12-31" },
      { code: "NO_SALES", kind: "data", message: "up to 2023-12-31" },
    ],
    [
      "a missing column, with the nearest name",
      { files: { "sales.csv": csv(good) }, config: mapping("date: date, item: itm, units: units") },
      { code: "COLUMN_MISSING", kind: "data", message: "no column itm; the nearest is item." },
    ],
    [
      "a missing column of two words",
      {
        files: { "sales.csv": csv(good) },
        config: mapping("date: date, item: Item No, units: units"),
      },
      {
        code: "COLUMN_MISSING",
        kind: "data",
        message: "tables.sales.columns.item, read from sales.csv: there is no column Item No",
      },
    ],
    [
      "an expression over a missing column",
      {
        files: { "sales.csv": csv(good) },
        config: mapping("date: date, item: item, units: quantity * 2"),
      },
      { code: "COLUMN_MISSING", kind: "data", message: "no column quantity" },
    ],
    [
      "an expression that reads another file",
      {
        files: { "sales.csv": csv(good) },
        config: mapping(
          `date: date, item: "(SELECT content FROM read_text('/etc/passwd'))", units: units`,
        ),
      },
      { code: "EXPRESSION_REFUSED", kind: "usage", message: "tables.sales.columns.item" },
    ],
    [
      "a filter that does not fit",
      {
        files: { "sales.csv": csv(good) },
        config: mapping(plain, `, where: "list_sum(item) > 1"`),
      },
      { code: "EXPRESSION_FAILED", kind: "usage", message: "tables.sales" },
    ],
  ])("%s", async (_name, given, { code, kind, message }) => {
    const refusal = await outcomeOf(given).then(
      (outcome) => outcome.refusal,
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ code, kind, message: expect.stringContaining(message) });
  });

  test("a quote that nobody closes, which swallowed thousands of rows", async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `2024-01-01,item ${i},1`);
    rows[100] = '2024-01-01,"item 100,1';
    const refused = outcomeOf({ files: { "sales.csv": csv(...rows) } });
    await expect(refused).rejects.toMatchObject({ code: "FILE_UNREADABLE", kind: "data" });
  });

  test("a quote that is not closed for a few lines counts each of them", async () => {
    const content = csv(good, '2024-01-01,"b,1', "2024-01-01,c,1", "2024-01-01,d,1");
    const { report } = await outcomeOf({ files: { "sales.csv": content } });
    expect(report?.tables[0]).toMatchObject({ rows: 4, accepted: 1, rejected: 3 });
  });
});

describe("past the share of bad rows that the config allows, the data is refused", () => {
  const rows = [good, good, good, "2024-01-01,,1", "2024-01-01,a,x", "2024-01-01,a,y"];
  const config = (share: number) => `rejects: { max_share: ${share} }\ntables:${plainSales}`;
  const given = (share: number): IngestCase => ({
    files: { "sales.csv": csv(...rows) },
    config: config(share),
  });

  test("the three most frequent reasons are named, and the rows are listed all the same", async () => {
    await ingesting(given(0.4), async ({ outcome, rejects }) => {
      expect(outcome.refusal).toMatchObject({
        code: "TOO_MANY_REJECTS",
        kind: "data",
        problem:
          "3 of 6 rows of sales (50 %) break the contract, more than the 40 % allowed: 2 × units is no number; 1 × item is empty.",
      });
      expect(rejects).toHaveLength(3);
    });
  });

  test("a share that is just allowed is let through", async () => {
    expect((await outcomeOf(given(0.5))).refusal).toBe(undefined);
  });

  test("rows after the as-of date are not judged at all", async () => {
    const content = csv(good, "2024-02-01,,1", "2024-02-01,a,x");
    const { report, refusal } = await outcomeOf({
      files: { "sales.csv": content },
      config: config(0),
      asOf: "2024-01-31",
    });
    expect(refusal).toBe(undefined);
    expect(report?.tables[0]).toMatchObject({ rows: 1, accepted: 1, rejected: 0 });
  });
});
