import { setImmediate } from "node:timers/promises";
import ExcelJS from "exceljs";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { type ReorderKind, type ReorderRow, reorderColumns } from "./reorder-table.ts";
import { fixZipDates } from "./zip-dates.ts";

/** What Excel takes: rows of a sheet, header included, and characters of a cell. */
const sheetLimits = { rows: 1_048_576, cellCharacters: 32_767 } as const;

/** Rows between two pauses in which what is written reaches the disk. */
const rowsBetweenPauses = 500;

const numberFormats = {
  text: "@",
  units: "#,##0",
  money: "#,##0.00",
  date: "yyyy-mm-dd",
  share: "0.0%",
  days: "0.0",
  flag: "General",
} as const satisfies Record<ReorderKind, string>;

export interface ReorderSheet {
  readonly title: string;
  /** Stands in the document's properties, where a clock would make every file another. */
  readonly date: BusinessDate;
  /** Rows of a sheet with its header; another sheet follows where more come. */
  readonly rowsPerSheet?: number;
}

/**
 * `reorder.xlsx`: typed cells, a frozen header, filters. Text is written as text, so that nothing in it
 * is ever computed. The same rows give the same bytes.
 */
export async function writeReorderSheet(
  path: string,
  rows: Iterable<ReorderRow>,
  sheet: ReorderSheet,
): Promise<void> {
  const book = openBook(path, sheet);
  const perSheet = (sheet.rowsPerSheet ?? sheetLimits.rows) - 1;
  let page = addPage(book, 1);
  let written = 0;
  for (const row of rows) {
    if (written > 0 && written % perSheet === 0) {
      closePage(page, perSheet);
      page = addPage(book, 1 + written / perSheet);
    }
    writeRow(page, row);
    written++;
    if (written % rowsBetweenPauses === 0) await setImmediate();
  }
  closePage(page, written === 0 ? 0 : ((written - 1) % perSheet) + 1);
  await book.commit();
  fixZipDates(path);
}

function openBook(path: string, { title, date }: ReorderSheet): ExcelJS.stream.xlsx.WorkbookWriter {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({
    filename: path,
    useStyles: true,
    useSharedStrings: false,
  });
  book.creator = "shelfcast";
  book.lastModifiedBy = "shelfcast";
  book.title = title;
  book.created = new Date(`${date}T00:00:00Z`);
  book.modified = book.created;
  return book;
}

function addPage(book: ExcelJS.stream.xlsx.WorkbookWriter, number: number): ExcelJS.Worksheet {
  const page = book.addWorksheet(number === 1 ? "Reorder" : `Reorder ${number}`, {
    views: [{ state: "frozen", xSplit: 2, ySplit: 1 }],
  });
  page.columns = reorderColumns.map(({ name, kind, width }) => ({
    header: name,
    key: name,
    width,
    style: { numFmt: numberFormats[kind] },
  }));
  const header = page.getRow(1);
  header.font = { bold: true };
  header.commit();
  return page;
}

/** @param rows without the header */
function closePage(page: ExcelJS.Worksheet, rows: number): void {
  page.autoFilter = {
    from: { row: 1, column: 1 },
    to: { row: rows + 1, column: reorderColumns.length },
  };
  page.commit();
}

/** A format that shows decimals where there are some would leave a bare point where there are none. */
const fractionFormat = "#,##0.0#";

function writeRow(page: ExcelJS.Worksheet, values: ReorderRow): void {
  const row = page.addRow(values.map(cellValue));
  for (const [index, value] of values.entries()) {
    const isUnits = reorderColumns[index]?.kind === "units";
    if (isUnits && value !== null && !Number.isInteger(value)) {
      row.getCell(index + 1).numFmt = fractionFormat;
    }
  }
  row.commit();
}

function cellValue(value: ReorderRow[number], column: number): ExcelJS.CellValue {
  if (typeof value !== "string") return value;
  if (reorderColumns[column]?.kind === "date") return new Date(`${value}T00:00:00Z`);
  return value.toWellFormed().slice(0, sheetLimits.cellCharacters);
}
