import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import ExcelJS from "exceljs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseBusinessDate } from "#lib/domain/business-date.ts";
import { writeReorderSheet } from "#lib/publication/reorder-sheet.ts";
import { readReorderRow, reorderLine, spillReorders } from "#lib/publication/reorder-table.ts";
import { SpillFile } from "#lib/publication/spill-file.ts";
import { reorderShard } from "#test/support/publication/reorder-shard.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shelfcast-reorder-"));
});
afterAll(() => rm(folder, { recursive: true }));

const sheet = { title: "tea shop", date: parseBusinessDate("2026-03-31") };

function rowsOf(...shards: Parameters<typeof reorderShard>[1][]) {
  const spill = new SpillFile(join(folder, "rows"));
  for (const [number, rows] of shards.entries()) spillReorders(spill, reorderShard(number, rows));
  const rows = Array.from(spill.inOrder(), readReorderRow);
  spill.close();
  return rows;
}

const tea = { item: "TEA", location: "north", title: "=HYPERLINK(1)", quantity: 240 };
const jam = { item: "JAM", location: "north", title: "Jam \u0001 & <b>", quantity: 0 };
const rice = { item: "RICE", location: "south", title: "大米" };

async function written(name: string, rows: ReturnType<typeof rowsOf>, rowsPerSheet?: number) {
  const path = join(folder, name);
  await writeReorderSheet(path, rows, { ...sheet, ...(rowsPerSheet && { rowsPerSheet }) });
  return path;
}

async function reading(path: string): Promise<ExcelJS.Workbook> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(path);
  return book;
}

describe("reorder.csv", () => {
  test("lists what is to be ordered first, then by item and location, whatever the shard", () => {
    const order = rowsOf([jam, rice], [tea]).map(([item]) => item);
    expect(order).toEqual(["TEA", "JAM", "RICE"]);
  });

  test("a row has plain numbers, ISO dates, guarded text and blanks for what is not known", () => {
    const [ordered, , unknown] = rowsOf([jam, rice], [tea]).map(reorderLine);
    expect(ordered).toBe(
      'TEA,\'=HYPERLINK(1),north,"Acme, Ltd",240,600,2026-04-01,2026-04-08,3,0,12.25,24,0.125,4.5,' +
        '"Demand ""peaks"" on Friday.",true\n',
    );
    expect(unknown).toContain('RICE,大米,south,"Acme, Ltd",,,2026-04-01');
  });
});

describe("reorder.xlsx", () => {
  test("numbers, dates and flags are cells of their type, and text is never a formula", async () => {
    const book = await reading(await written("typed.xlsx", rowsOf([jam, rice], [tea])));
    const row = book.worksheets[0]?.getRow(2);
    const value = (column: number) => row?.getCell(column).value;
    expect(value(2)).toBe("=HYPERLINK(1)");
    expect(row?.getCell(2).type).toBe(ExcelJS.ValueType.String);
    expect(value(5)).toBe(240);
    expect(value(7)).toEqual(new Date("2026-04-01T00:00:00Z"));
    expect(row?.getCell(7).numFmt).toBe("yyyy-mm-dd");
    expect(row?.getCell(11).numFmt).toBe("#,##0.0#");
    expect(value(13)).toBe(0.125);
    expect(row?.getCell(13).numFmt).toBe("0.0%");
    expect(value(16)).toBe(true);
    expect(book.worksheets[0]?.getRow(4).getCell(5).value).toBeNull();
  });

  test("the header is frozen, bold and filtered, and columns have widths", async () => {
    const book = await reading(await written("header.xlsx", rowsOf([jam, tea])));
    const page = book.worksheets[0];
    expect(page?.views[0]).toMatchObject({ state: "frozen", ySplit: 1 });
    expect(page?.autoFilter).toBe("A1:P3");
    expect(page?.getColumn(15).width).toBe(70);
    expect(page?.getRow(1).getCell(1).font).toMatchObject({ bold: true });
    expect(page?.getRow(1).getCell(5).value).toBe("order_quantity");
  });

  test("characters that XML forbids are left out, others survive", async () => {
    const book = await reading(await written("odd.xlsx", rowsOf([jam, rice])));
    expect(book.worksheets[0]?.getRow(2).getCell(2).value).toBe("Jam  & <b>");
    expect(book.worksheets[0]?.getRow(3).getCell(2).value).toBe("大米");
  });

  test("more rows than a sheet takes go on in another, each with its header", async () => {
    const many = Array.from({ length: 5 }, (_, i) => ({ item: `I${i}`, location: "all" }));
    const book = await reading(await written("many.xlsx", rowsOf(many), 3));
    expect(book.worksheets.map(({ name, rowCount }) => [name, rowCount])).toEqual([
      ["Reorder", 3],
      ["Reorder 2", 3],
      ["Reorder 3", 2],
    ]);
  });

  test("no rows still make a sheet with its header", async () => {
    const book = await reading(await written("none.xlsx", []));
    expect(book.worksheets[0]?.rowCount).toBe(1);
  });

  test("the same rows give the same bytes at another time", async () => {
    const first = await readFile(await written("first.xlsx", rowsOf([jam, rice], [tea])));
    await setTimeout(2_100);
    const second = await readFile(await written("second.xlsx", rowsOf([jam, rice], [tea])));
    expect(second.equals(first)).toBe(true);
  });
});
