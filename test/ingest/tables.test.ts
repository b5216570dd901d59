import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Bool, DateDay, Float64, Int32, Table, tableToIPC, vectorFromArray } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { pseudonym } from "#lib/privacy/pseudonym.ts";
import { withDuckdb } from "#lib/tables/duckdb.ts";
import { ingesting, plainSales, testSalt } from "./ingest-folder.ts";

const csv = (...lines: string[]) => [...lines, ""].join("\n");
const salesOfA = csv("date,item,units", "2024-01-01,a,1", "2024-01-03,b,2");
const withTable = (table: string, files: Record<string, string | Uint8Array>) => ({
  files: { "sales.csv": salesOfA, ...files },
  config: `tables:${plainSales}\n  ${table}`,
});

/** A Parquet file of what `sql` selects. */
async function parquetOf(sql: string): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "parquet-"));
  const path = join(folder, "table.parquet");
  const settings = { threads: 1, memoryMegabytes: 100, folders: [folder], tempFolder: folder };
  await withDuckdb(settings, (duckdb) => duckdb.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`));
  const bytes = await readFile(path);
  await rm(folder, { recursive: true });
  return bytes;
}

describe("sales", () => {
  const sold = {
    files: { "s.csv": csv("d,i,u,c,o", "2024-01-01,a,1,Ann,1", "2024-01-02,b,1,Bob,2") },
    config:
      "tables: { sales: { files: s.csv, columns: { date: d, item: i, units: u, customer: c, order: o } } }\nrejects: { max_share: 1 }",
  };

  test("without a location are at `all`; customers and orders are written as hashes alone", async () => {
    const given = {
      files: {
        "s.csv": csv(
          "d,i,u,c,o,l",
          "2024-01-01,a,1,Ann,7,",
          "2024-01-01,b,1,Ann,8,north",
          "2024-01-02,c,1,,,x",
        ),
      },
      config:
        "tables: { sales: { files: s.csv, columns: { date: d, item: i, units: u, customer: c, order: o, location: l } } }",
    };
    await ingesting(given, async ({ rows }) => {
      const [a, b, c] = await rows("sales");
      expect([a?.location, b?.location]).toEqual(["all", "north"]);
      expect(a?.customer).toMatch(/^[0-9a-f]{16}$/);
      expect(a?.customer).toBe(b?.customer);
      expect(a?.order).not.toBe(b?.order);
      expect([c?.customer, c?.order]).toEqual([null, null]);
    });
  });

  test("the same customer has another hash under another deployment's salt", async () => {
    const hashOf = (salt: string) =>
      ingesting({ ...sold, customers: { salt, forgotten: [] } }, async ({ rows }) => {
        const [row] = await rows("sales");
        return row?.customer;
      });
    expect(await hashOf("salt of one shop")).toBe(pseudonym("salt of one shop", "Ann"));
    expect(await hashOf("salt of another")).toBe(pseudonym("salt of another", "Ann"));
  });

  test("of who is forgotten keep the units, and name neither customer nor order", async () => {
    const forgotten = [pseudonym(testSalt, "Ann")];
    const given = { ...sold, customers: { salt: testSalt, forgotten } };
    await ingesting(given, async ({ rows }) => {
      expect(await rows("sales")).toEqual([
        expect.objectContaining({ item: "a", units: 1, customer: null, order: null }),
        expect.objectContaining({ item: "b", customer: pseudonym(testSalt, "Bob") }),
      ]);
    });
  });

  test("leave no customer's name in the list of rejects", async () => {
    const lines = ["d,i,u,c,o", "2024-01-01,a,1,Ann", `2024-01-01,a,1,${"Ann".repeat(400)},1`];
    const given = { ...sold, files: { "s.csv": csv(...lines, "2024-01-02,b,x,Bob,2") } };
    await ingesting(given, async ({ rejects }) => {
      expect(rejects.map(([, , line, , value]) => [line, value])).toEqual([
        ["2", "(not shown: it may name a customer)"],
        ["3", "(not shown: it may name a customer)"],
        ["4", "x"],
      ]);
    });
  });

  test("of several files with other headers are one table; each row keeps its series' bucket", async () => {
    const given = {
      files: {
        "in/1.csv": csv("date,item,units", "2024-01-01,a,1"),
        "in/2.csv": csv("units;item;date", "2;a;2024-01-02"),
        "in/3.csv.gz": gzipSync(csv("date,item,units", "2024-01-03,a,3")),
      },
      config:
        "tables: { sales: { files: in/*, columns: { date: date, item: item, units: units } } }",
    };
    await ingesting(given, async ({ report, rows, outcome }) => {
      expect((await rows("sales")).map(({ units }) => units)).toEqual([1, 2, 3]);
      expect(report).toMatchObject({
        buckets: 4,
        dataStart: "2024-01-01",
        dataEnd: "2024-01-03",
        cutoff: "2024-01-03",
      });
      expect(report.tables[0]?.files.map(({ path }) => path)).toEqual([
        "in/1.csv",
        "in/2.csv",
        "in/3.csv.gz",
      ]);
      expect(outcome.files.filter(({ name }) => name.startsWith("sales/"))).toHaveLength(4);
    });
  });

  test("a row that where cannot judge is set aside; one it leaves out is not counted", async () => {
    const given = {
      files: {
        "s.csv": csv(
          "d,i,u,p",
          "2024-01-01,a,1,2",
          "2024-01-01,b,1,0",
          "2024-01-01,c,1,free",
          "2024-01-01,d,1,",
        ),
      },
      config: `tables: { sales: { files: s.csv, columns: { date: d, item: i, units: u }, where: "p > 0" } }`,
    };
    await ingesting(given, async ({ report, rows, rejects }) => {
      expect(await rows("sales")).toMatchObject([{ item: "a" }]);
      expect(rejects).toEqual([["sales", "s.csv", "4", "p", "free", "is no number"]]);
      expect(report.tables[0]).toMatchObject({ rows: 2, accepted: 1, rejected: 1 });
    });
  });

  test("expressions make columns: dates of another notation, products, fixed values", async () => {
    const given = {
      files: { "s.csv": csv("when,sku,qty,price", "31.12.2023,7,2,1.5", "1.13.2023,8,1,1") },
      config: `tables: { sales: { files: s.csv, columns: { date: "strptime(\\"when\\", '%d.%m.%Y')", item: "'no ' || sku", units: qty, revenue: qty * price, location: "'web'" } } }`,
    };
    await ingesting(given, async ({ rows, rejects }) => {
      expect(await rows("sales")).toEqual([
        { item: "no 7", location: "web", date: "2023-12-31", units: 2, revenue: 3 },
      ]);
      expect(rejects).toEqual([["sales", "s.csv", "3", "date", "", "is empty"]]);
    });
  });

  test("rows after the as-of date are left out, and it is the cutoff", async () => {
    await ingesting(
      { files: { "sales.csv": salesOfA }, asOf: "2024-01-02" },
      async ({ report, rows }) => {
        expect(await rows("sales")).toMatchObject([{ item: "a" }]);
        expect(report).toMatchObject({ dataEnd: "2024-01-01", cutoff: "2024-01-02" });
      },
    );
  });
});

describe("formats say the same", () => {
  const expected = [
    { item: "7", location: "all", date: "2024-01-01", units: 1.5, in_stock: true },
    { item: "8", location: "all", date: "2024-01-02", units: 2, in_stock: null },
  ];
  const config = (file: string) =>
    `tables: { sales: { files: ${file}, columns: { date: date, item: item, units: units, in_stock: open } } }`;

  test("NDJSON, its broken lines set aside by their numbers", async () => {
    const content = csv(
      '{"date":"2024-01-01","item":7,"units":1.5,"open":true}',
      "",
      "not json",
      '{"date":"2024-01-02","item":"8","units":"2","open":null}',
      "[1]",
      '{"date":"2024-01-03","item":"9"}',
    );
    await ingesting(
      { files: { "s.ndjson": content }, config: config("s.ndjson") },
      async ({ rows, rejects }) => {
        expect(await rows("sales")).toEqual(expected);
        expect(rejects.map(([, , line, column, , reason]) => [line, column, reason])).toEqual([
          ["3", "", "is no JSON object"],
          ["5", "", "is no JSON object"],
          ["6", "units", "is empty"],
        ]);
      },
    );
  });

  test("Arrow, with its own types", async () => {
    const table = new Table({
      date: vectorFromArray(
        [new Date("2024-01-01"), new Date("2024-01-02"), new Date("2024-01-03")],
        new DateDay(),
      ),
      item: vectorFromArray([7, 8, 9], new Int32()),
      units: vectorFromArray([1.5, 2, -1], new Float64()),
      open: vectorFromArray([true, null, false], new Bool()),
    });
    const given = { files: { "s.arrow": tableToIPC(table, "file") }, config: config("s.arrow") };
    await ingesting(given, async ({ rows, rejects }) => {
      expect(await rows("sales")).toEqual(expected);
      expect(rejects).toEqual([
        ["sales", "s.arrow", "3", "units", "-1", expect.stringContaining("returns")],
      ]);
    });
  });
});

describe("Parquet keeps its own types", () => {
  test("whole floats are codes without .0, timestamps are days, and rows are numbered", async () => {
    const parquet = await parquetOf(
      `SELECT * FROM (VALUES (TIMESTAMP '2024-01-01 23:00:00', 7.0::DOUBLE, 1::SMALLINT, true),
        (TIMESTAMP '2024-01-02 00:00:00', 8.0, NULL, false), (TIMESTAMP '2024-01-03 00:00:00', 8.5, 3, NULL)) t(date, item, units, open)`,
    );
    const config =
      "tables: { sales: { files: s.parquet, columns: { date: date, item: item, units: units, in_stock: open }, where: units IS NULL OR units < 9 } }";
    await ingesting({ files: { "s.parquet": parquet }, config }, async ({ rows, rejects }) => {
      expect(await rows("sales")).toEqual([
        { item: "7", location: "all", date: "2024-01-01", units: 1, in_stock: true },
        { item: "8.5", location: "all", date: "2024-01-03", units: 3, in_stock: null },
      ]);
      expect(rejects).toEqual([["sales", "s.parquet", "2", "units", "", "is empty"]]);
    });
  });
});

test("sales are the same rows in the same buckets whatever the threads; all else the same bytes", async () => {
  const lines = Array.from(
    { length: 50_000 },
    (_, i) => `2024-01-${String(1 + (i % 28)).padStart(2, "0")},item ${i % 97},${i % 13},t${i % 7}`,
  );
  const given = {
    files: { "s.csv": csv("d,i,u,t", ...lines) },
    config:
      "tables: { sales: { files: s.csv, columns: { date: d, item: i, units: u } }, items: { files: s.csv, columns: { item: i, title: t } } }",
  };
  const digest = (threads: number) =>
    ingesting({ ...given, threads }, async ({ rows, outcome }) => {
      const items = outcome.files.find(({ name }) => name === "items.parquet");
      return [await rows("sales"), (await readFile(items?.path ?? "")).toString("base64")];
    });
  expect(await digest(1)).toEqual(await digest(2));
});

describe("items and locations have one row a key", () => {
  test("of a file of their own the last row wins, and an empty value takes nothing back", async () => {
    const given = withTable(
      "items: { files: items.csv, columns: { item: item, title: title, brand: brand, colour: colour } }",
      {
        "items.csv": csv("item,title,brand,colour", "a,old,x,red", "a,new,,blue", "b,only,,"),
      },
    );
    await ingesting(given, async ({ report, rows }) => {
      expect(await rows("items")).toEqual([
        { item: "a", title: "new", brand: "x", colour: "blue" },
        { item: "b", title: "only", brand: null, colour: null },
      ]);
      expect(report.tables[1]).toMatchObject({ table: "items", accepted: 3, duplicates: 1 });
    });
  });

  test("read from the sales themselves they are dated and filtered as those", async () => {
    const given = {
      files: {
        "s.csv": csv(
          "d,i,u,t",
          "2024-01-02,a,1,second",
          "2024-01-01,a,1,first",
          "2024-01-03,a,1,",
          "2024-01-04,a,0,broken",
          "2024-02-01,a,1,later",
          "2024-02-01,z,1,unborn",
        ),
      },
      config: `tables: { sales: { files: s.csv, columns: { date: d, item: i, units: u }, where: u > 0 }, items: { files: s.csv, columns: { item: i, title: t } } }`,
      asOf: "2024-01-31",
    };
    await ingesting(given, async ({ rows }) => {
      expect(await rows("items")).toEqual([{ item: "a", title: "second" }]);
    });
  });

  test("empty lines of a file with one column are no rows", async () => {
    const given = withTable(
      "items: { files: items.csv, columns: { item: item }, where: item <> 'c' }",
      {
        "items.csv": csv("item", "a", "", "b", "c", ""),
      },
    );
    await ingesting(given, async ({ rows, rejects }) => {
      expect([await rows("items"), rejects]).toEqual([[{ item: "a" }, { item: "b" }], []]);
    });
  });

  test("what is sold but not listed is told, and kept", async () => {
    const given = withTable("items: { files: items.csv, columns: { item: item, title: title } }", {
      "items.csv": csv("item,title", "b,x"),
    });
    await ingesting(given, async ({ report, rows }) => {
      expect(report.warnings).toEqual(["1 items of sales are not in items, such as a."]);
      expect(await rows("sales")).toHaveLength(2);
    });
  });
});

describe("other tables end at the cutoff", () => {
  test("known covariates go on, past ones do not", async () => {
    const given = {
      ...withTable(
        "covariates: { files: c.csv, columns: { date: date, open: open, visits: visits }, known: [open], past: [visits] }",
        {
          "c.csv": csv("date,open,visits", "2024-01-01,1,10", "2024-02-01,0,99"),
        },
      ),
      asOf: "2024-01-31",
    };
    await ingesting(given, async ({ rows }) => {
      expect(await rows("covariates-0")).toEqual([
        { date: "2024-01-01", open: 1, visits: 10 },
        { date: "2024-02-01", open: 0, visits: null },
      ]);
    });
  });

  test("reviews and stock of later days are left out, without being rejects", async () => {
    const given = withTable(
      "reviews: { files: r.csv, columns: { item: item, date: date, text: text } }\n  stock: { files: k.csv, columns: { item: item, date: date, on_hand: n } }",
      {
        "r.csv": csv("item,date,text", "a,2024-01-02,good", "a,2024-01-09,bad"),
        "k.csv": csv("item,date,n", "a,2024-01-02,5", "a,2024-01-09,6", "b,2024-01-02,-1"),
      },
    );
    await ingesting(given, async ({ report, rows, rejects }) => {
      expect(await rows("reviews")).toEqual([{ item: "a", date: "2024-01-02", text: "good" }]);
      expect(await rows("stock")).toEqual([{ item: "a", date: "2024-01-02", on_hand: 5 }]);
      expect(rejects).toEqual([["stock", "k.csv", "4", "n", "-1", "is below 0"]]);
      expect(report.cutoff).toBe("2024-01-03");
    });
  });

  test("words and bounds of the contract hold for every table", async () => {
    const given = withTable(
      "interactions: { files: i.csv, columns: { customer: c, item: i, date: d, kind: k } }\n  supply: { files: p.csv, columns: { item: i, service_level: s, pack_size: n } }",
      {
        "i.csv": csv("c,i,d,k", "ann,a,2024-01-01,view", "ann,a,2024-01-01,stare"),
        "p.csv": csv("i,s,n", "a,0.95,6", "b,1,6", "c,0.9,0"),
      },
    );
    await ingesting(given, async ({ rows, rejects }) => {
      expect(await rows("interactions")).toHaveLength(1);
      expect(await rows("supply")).toEqual([{ item: "a", pack_size: 6, service_level: 0.95 }]);
      expect(
        rejects.map(([table, , line, column, , reason]) => [table, line, column, reason]),
      ).toEqual([
        ["interactions", "3", "k", "is none of view, cart, purchase"],
        ["supply", "3", "s", "is not below 1"],
        ["supply", "4", "n", "is not above 0"],
      ]);
    });
  });
});
