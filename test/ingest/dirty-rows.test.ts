import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type IngestCase, ingesting, plainSales } from "./ingest-folder.ts";

const csv = (lines: readonly string[]) => ["date,item,units", ...lines, ""].join("\n");
const sales = (...lines: string[]) => csv(lines);
const good = "2024-01-01,a,1";

const withSales = (content: string | Uint8Array, rest: Partial<IngestCase> = {}) =>
  ({ files: { "sales.csv": content }, ...rest }) satisfies IngestCase;

/** Reasons are compared by how they begin. */
const reject = (line: number, column: string, value: string, reason: string) => [
  "sales",
  "sales.csv",
  String(line),
  column,
  value,
  expect.stringContaining(reason),
];

describe("a row that breaks a rule is set aside with its line, column, value and reason", () => {
  test.each<[string, string, string, string, string]>([
    ["no item", "2024-01-02,,1", "item", "", "is empty"],
    ["a blank item", "2024-01-02,   ,1", "item", "   ", "is empty"],
    ["no date", ",a,1", "date", "", "is empty"],
    ["no units", "2024-01-02,a,", "units", "", "is empty"],
    ["units in words", "2024-01-02,a,three", "units", "three", "is no number"],
    ["a decimal comma", '2024-01-02,a,"1,5"', "units", "1,5", "is no number"],
    ["NaN", "2024-01-02,a,NaN", "units", "NaN", "is not finite"],
    ["infinity", "2024-01-02,a,inf", "units", "inf", "is not finite"],
    [
      "a number beyond what a double holds",
      "2024-01-02,a,1e999",
      "units",
      "1e999",
      "is not finite",
    ],
    ["a return", "2024-01-02,a,-2", "units", "-2", "returns are not demand"],
    ["no such day", "2024-02-30,a,1", "date", "2024-02-30", "is no date"],
    ["a date in words", "yesterday,a,1", "date", "yesterday", "is no date"],
    ["a date with letters after it", "2024-01-02x,a,1", "date", "2024-01-02x", "is no date"],
    ["a day before the month", "31/12/2023,a,1", "date", "31/12/2023", "is no date"],
    ["a number no shop counts to", "2024-01-02,a,2e15", "units", "2e15", "is beyond 10^15"],
    ["an infinite date", "infinity,a,1", "date", "infinity", "is no date"],
    ["a date that a database knows by name", "epoch,a,1", "date", "epoch", "is no date"],
    ["words after a date", "2024-01-02 x,a,1", "date", "2024-01-02 x", "is no date"],
    ["no such hour", "2024-01-02 25:00,a,1", "date", "2024-01-02 25:00", "is no date"],
    ["a date of the year 202", "0202-01-01,a,1", "date", "0202-01-01", "is no plausible date"],
    ["a future date", "2031-01-01,a,1", "date", "2031-01-01", "is in the future"],
    ["a value too few", "2024-01-02,a", "units", "2024-01-02,a", "fewer values"],
    ["a value too many", "2024-01-02,a,1,2", "", "2024-01-02,a,1,2", "more values"],
    ["text after a quote", '2024-01-02,"a"b,1', "item", '2024-01-02,"a"b,1', "quote"],
  ])("%s", async (_name, line, column, value, reason) => {
    await ingesting(withSales(sales(good, line, good)), async ({ report, rejects, rows }) => {
      expect(rejects).toEqual([reject(3, column, value, reason)]);
      expect(report.tables[0]).toMatchObject({ rows: 3, accepted: 2, rejected: 1 });
      expect(await rows("sales")).toHaveLength(2);
    });
  });

  test("a line that is not UTF-8", async () => {
    const content = Buffer.from(sales(good, "2024-01-02,café,1", good), "latin1");
    await ingesting(withSales(content), async ({ rejects, rows }) => {
      expect(rejects).toMatchObject([
        ["sales", "sales.csv", "3", "item", expect.any(String), "the line is not UTF-8 text"],
      ]);
      expect(await rows("sales")).toHaveLength(2);
    });
  });

  test("a field of 10 MB, of which 200 letters are kept; the rows after it are not lost", async () => {
    const long = `2024-01-02,${"x".repeat(10_000_000)},1`;
    const content = sales(good, long, "2024-01-03,a", good, "2024-01-03,b,x", good);
    await ingesting(withSales(content), async ({ rejects, rows }) => {
      expect(rejects.map(([, , line, , value, reason]) => [line, value?.length, reason])).toEqual([
        ["3", 200, "is longer than 1000 bytes"],
        ["4", 12, "the line has fewer values than the header"],
        ["6", 1, "is no number"],
      ]);
      expect(await rows("sales")).toHaveLength(3);
    });
  });

  test("a code of 2,000 letters", async () => {
    await ingesting(
      withSales(sales(good, `2024-01-02,${"x".repeat(2000)},1`)),
      async ({ rejects }) => {
        expect(rejects).toEqual([reject(3, "item", "x".repeat(200), "is longer than 1000 bytes")]);
      },
    );
  });

  test("a formula in a value is shown as text, for whoever opens the list in a spreadsheet", async () => {
    await ingesting(withSales(sales(good, "2024-01-02,a,=cmd()")), async ({ rejects }) => {
      expect(rejects[0]?.[4]).toBe("'=cmd()");
    });
  });
});

describe("lines are those of the file", () => {
  const mixed = (newline: string) =>
    [
      "date,item,units",
      good,
      "",
      '2024-01-02,"two',
      'lines, ""quoted""",1',
      "2024-01-03,a,x",
      "2024-01-04,b",
      "2024-01-05,c,-1",
      "",
    ].join(newline);
  const lines = (rejects: readonly (readonly string[])[]) => rejects.map(([, , line]) => line);

  test.each([
    ["LF", "\n"],
    ["CR LF", "\r\n"],
  ])("with empty lines, quoted line ends and %s", async (_name, newline) => {
    await ingesting(withSales(mixed(newline)), async ({ rejects, rows }) => {
      expect(lines(rejects)).toEqual(["6", "7", "8"]);
      const items = (await rows("sales")).map(({ item }) => item);
      expect(items).toEqual(["a", `two${newline}lines, "quoted"`]);
    });
  });

  test("with a mark of UTF-8 before the header", async () => {
    await ingesting(withSales(`\ufeff${mixed("\n")}`), async ({ rejects }) => {
      expect(lines(rejects)).toEqual(["6", "7", "8"]);
    });
  });

  test("in a packed file", async () => {
    const config = `tables:${plainSales.replace("sales.csv", "sales.csv.gz")}`;
    const files = { "sales.csv.gz": gzipSync(mixed("\n")) };
    await ingesting({ files, config }, async ({ rejects }) => {
      expect(lines(rejects)).toEqual(["6", "7", "8"]);
    });
  });

  test("where CR LF and LF are mixed, which is told", async () => {
    const content = sales(good, "2024-01-02,a,x").replace("units\n", "units\r\n");
    await ingesting(withSales(content), async ({ report, rejects }) => {
      expect(lines(rejects)).toEqual(["3"]);
      expect(report.warnings).toEqual([
        "sales.csv ends some lines with CR LF and some with LF; it was read with LF.",
      ]);
    });
  });

  test("far into a file of 200,000 rows that several threads read", async () => {
    const rows = Array.from(
      { length: 200_000 },
      (_, i) => `2024-01-01,item ${i},${i % 40_000 === 39_999 ? "x" : i}`,
    );
    await ingesting(withSales(csv(rows)), async ({ rejects, report }) => {
      expect(lines(rejects)).toEqual(["40001", "80001", "120001", "160001", "200001"]);
      expect(report.tables[0]?.accepted).toBe(199_995);
    });
  });
});

describe("what is odd but sound is taken", () => {
  test("blanks around values, times of day, zones, exponents and fractions", async () => {
    const content = sales(
      " 2024-01-01 , a ,1",
      "2024-01-02 23:59:59,a, 2.5 ",
      "2024-01-03T08:00:00Z,a,3e0",
      "2024-01-04 01:00:00+09:00,a,.5",
      "2024/01/05,a,0",
    );
    await ingesting(withSales(content), async ({ rows, rejects }) => {
      expect(rejects).toEqual([]);
      const found = (await rows("sales")).map(({ date, item, units }) => [date, item, units]);
      expect(found).toEqual([
        ["2024-01-01", "a", 1],
        ["2024-01-02", "a", 2.5],
        ["2024-01-03", "a", 3],
        ["2024-01-04", "a", 0.5],
        ["2024-01-05", "a", 0],
      ]);
    });
  });

  test("repeated rows are kept and counted", async () => {
    await ingesting(withSales(sales(good, good, good)), async ({ report, rows }) => {
      expect(report.tables[0]).toMatchObject({ accepted: 3, duplicates: 2 });
      expect(await rows("sales")).toHaveLength(3);
    });
  });

  test("UTF-16, as a spreadsheet saves text, is read and told", async () => {
    const content = Buffer.from(`\ufeff${sales("2024-01-01,咖啡,1", "2024-01-01,b,x")}`, "utf16le");
    await ingesting(withSales(content), async ({ report, rows, rejects }) => {
      expect(await rows("sales")).toMatchObject([{ item: "咖啡" }]);
      expect(rejects).toEqual([reject(3, "units", "x", "is no number")]);
      expect(report.warnings).toEqual(["sales.csv is UTF-16LE; it was read as UTF-8."]);
    });
  });

  test.each([";", "\t", "|"])("values apart by %j", async (mark) => {
    const content = sales(good).replaceAll(",", mark);
    await ingesting(withSales(content), async ({ rows }) => {
      expect(await rows("sales")).toMatchObject([{ date: "2024-01-01", item: "a", units: 1 }]);
    });
  });

  test("a header that differs in case, which is told", async () => {
    const content = sales(good).replace("item", " Item");
    await ingesting(withSales(content), async ({ report, rows }) => {
      expect(await rows("sales")).toMatchObject([{ item: "a" }]);
      expect(report.warnings).toEqual([
        'sales.csv calls the column item " Item"; it was taken for the same.',
      ]);
    });
  });
});

test("every line of a file is kept, left out or set aside, whatever stands in it", async () => {
  const kinds = {
    good: "2024-01-01,a,1",
    quoted: '2024-01-01,"two\nlines",1',
    few: "2024-01-01,a",
    many: "2024-01-01,a,1,2",
    word: "2024-01-01,a,x",
    afterQuote: '2024-01-01,"a"b,1',
    halfQuote: '2024-01-01,5" pipe,1',
    comma: ",,",
  };
  const isGood = new Set<string>([kinds.good, kinds.quoted, kinds.halfQuote]);
  const lines = fc.array(fc.constantFrom(...Object.values(kinds)), { minLength: 1, maxLength: 30 });
  const property = fc.asyncProperty(lines, async (drawn) => {
    const rows = [kinds.good, ...drawn];
    const starts = rows.map(
      (_row, i) => 2 + rows.slice(0, i).join("\n").split("\n").length - (i === 0 ? 1 : 0),
    );
    const bad = rows.flatMap((row, i) => (isGood.has(row) ? [] : [String(starts[i])]));
    await ingesting(withSales(csv(rows)), async ({ outcome, rejects }) => {
      expect(outcome.report?.tables[0]).toMatchObject({ rows: rows.length, rejected: bad.length });
      expect(rejects.map(([, , line]) => line)).toEqual(bad);
    });
  });
  await fc.assert(property, { numRuns: 25, seed: 7 });
});
