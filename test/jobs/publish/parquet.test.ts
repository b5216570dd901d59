import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { countParquetRows, writeForecastParquet } from "#jobs/publish/parquet.ts";
import { forecastColumns } from "#lib/publication/forecast-csv.ts";
import { writeGzippedLines } from "#lib/publication/write-lines.ts";
import { withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";

const rows = 150_000;
const { signal } = new AbortController();

function* lines() {
  for (let row = 0; row < rows; row++) {
    yield `r,I${String(row).padStart(6, "0")},all,2026-04-01,${row / 4},,0.5,ets\n`;
  }
}

test("many row groups keep the order of the CSV, an unknown number is null, and the bytes repeat", async () => {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-parquet-"));
  const [csv, first, second] = ["f.csv.gz", "1.parquet", "2.parquet"].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const columns = forecastColumns(["q0.50"]);
  await writeGzippedLines(csv, columns, lines());
  await writeForecastParquet(csv, first, columns, signal);
  await writeForecastParquet(csv, second, columns, signal);
  expect((await readFile(first)).equals(await readFile(second))).toBe(true);
  expect(await countParquetRows(first, signal)).toBe(rows);
  const settings = { threads: 1, memoryMegabytes: 200, folders: [folder], tempFolder: folder };
  const asked = [
    `SELECT count(*) FILTER (item <> printf('I%06d', file_row_number)) AS misplaced,
      count("q0.50") AS known, max(mean) AS highest
      FROM read_parquet(${sqlText(first)}, file_row_number = true)`,
    `SELECT max(row_group_id) AS last_group FROM parquet_metadata(${sqlText(first)})`,
  ];
  const [[found], [groups]] = (await withDuckdb(settings, async (duckdb) => [
    await duckdb.rows(asked[0] as string),
    await duckdb.rows(asked[1] as string),
  ])) as [Record<string, number>[], Record<string, number>[]];
  expect(found).toEqual({ misplaced: 0, known: 0, highest: (rows - 1) / 4 });
  expect(groups?.last_group).toBeGreaterThan(0);
  await rm(folder, { recursive: true });
});
