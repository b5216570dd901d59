import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import type { LevelForecasts } from "#lib/contracts/level-forecasts.ts";
import { type PublishedFileName, publishedFiles } from "#lib/contracts/publication.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { forecastColumns } from "#lib/publication/forecast-csv.ts";
import { levelColumns, levelLines } from "#lib/publication/level-table.ts";
import { writeReorderSheet } from "#lib/publication/reorder-sheet.ts";
import {
  type ReorderRow,
  readReorderRow,
  reorderColumns,
  reorderLine,
} from "#lib/publication/reorder-table.ts";
import type { ReportFacts } from "#lib/publication/report-facts.ts";
import { reportPage } from "#lib/publication/report-page.ts";
import type { SpillFile } from "#lib/publication/spill-file.ts";
import { trendColumns } from "#lib/publication/trend-table.ts";
import { writeGzippedLines, writeLines } from "#lib/publication/write-lines.ts";
import type { StepContext } from "#lib/run/step.ts";
import { readStepRecord } from "#lib/run/step-record.ts";
import { countParquetRows, writeForecastParquet } from "./parquet.ts";

/** Rows of every shard, waiting to be written in the order of their series. */
export interface Spills {
  readonly forecasts: SpillFile;
  readonly reorders: SpillFile;
  readonly trends: SpillFile;
}

/** A file in the scratch folder, ready to be placed in the lake. */
export interface LocalFile {
  readonly name: PublishedFileName;
  readonly path: string;
  readonly rows?: number;
}

/** Writes every publishing file that the run has the makings of, one after the other. */
export async function* writeFiles(
  context: StepContext,
  spills: Spills,
  facts: ReportFacts,
): AsyncGenerator<LocalFile> {
  yield* writeForecasts(context, spills.forecasts, facts);
  if (facts.orders) yield* writeReorders(context, spills.reorders, facts);
  yield* fetchLists(context);
  if (facts.trends) yield await writeTrends(context, spills.trends, facts);
  if (facts.levels) yield await writeLevels(context, facts.levels, facts.forecastDates);
  yield* fetchRecommendations(context);
  const report = localFile(context, publishedFiles.report);
  await writeFile(report.path, reportPage(facts));
  yield report;
}

async function* writeForecasts(
  context: StepContext,
  spill: SpillFile,
  { totals, forecastDates }: ReportFacts,
): AsyncGenerator<LocalFile> {
  const rows = totals.series * forecastDates.length;
  const columns = forecastColumns(context.config.quantileNames);
  const csv = localFile(context, publishedFiles.forecastCsv, rows);
  await writeGzippedLines(csv.path, columns, spill.inOrder());
  yield csv;
  const parquet = localFile(context, publishedFiles.forecastParquet, rows);
  await writeForecastParquet(csv.path, parquet.path, columns, context.signal);
  yield parquet;
}

async function* writeReorders(
  context: StepContext,
  spill: SpillFile,
  { cutoff, name }: ReportFacts,
): AsyncGenerator<LocalFile> {
  const csv = localFile(context, publishedFiles.reorderCsv, spill.count);
  const header = reorderColumns.map((column) => column.name);
  await writeLines(
    csv.path,
    header,
    mapped(spill.inOrder(), (row) => reorderLine(row)),
  );
  yield csv;
  const sheet = localFile(context, publishedFiles.reorderXlsx, spill.count);
  const rows = mapped(spill.inOrder(), (row) => row);
  await writeReorderSheet(sheet.path, rows, { title: `${name}: reorder`, date: cutoff });
  yield sheet;
}

function* mapped<Value>(
  blocks: Iterable<Buffer>,
  use: (row: ReorderRow) => Value,
): Generator<Value> {
  for (const block of blocks) yield use(readReorderRow(block));
}

async function writeTrends(
  context: StepContext,
  spill: SpillFile,
  { totals }: ReportFacts,
): Promise<LocalFile> {
  const file = localFile(context, publishedFiles.trends, totals.series);
  await writeLines(file.path, trendColumns, spill.inOrder());
  return file;
}

async function writeLevels(
  context: StepContext,
  levels: LevelForecasts,
  dates: readonly BusinessDate[],
): Promise<LocalFile> {
  const file = localFile(context, publishedFiles.levels, levels.level.length * dates.length);
  await writeLines(
    file.path,
    levelColumns(context.config.quantileNames),
    levelLines(levels, dates),
  );
  return file;
}

/** The step `allocate` writes its lists as they are published, with a header each. */
async function* fetchLists(context: StepContext): AsyncGenerator<LocalFile> {
  const { lake, run } = context;
  const counts = (await readStepRecord(lake, run, "allocate"))?.counts ?? {};
  for (const list of ["purchases", "transfers", "markdowns"] as const) {
    const name = publishedFiles[list];
    const key = stepKey(run, "allocate", name);
    if ((await lake.stat(key)) === undefined) continue;
    const rows = counts[list];
    const file = localFile(context, name, typeof rows === "number" ? rows : undefined);
    await lake.download(key, file.path);
    yield file;
  }
}

const recommendFiles = [
  publishedFiles.recommendations,
  publishedFiles.interest,
  publishedFiles.promotions,
  publishedFiles.bulletins,
  publishedFiles.customerModel,
] as const;

/** The step `recommend` writes its files as they are published. */
async function* fetchRecommendations(context: StepContext): AsyncGenerator<LocalFile> {
  const { lake, run, signal } = context;
  for (const name of recommendFiles) {
    const key = stepKey(run, "recommend", name);
    if ((await lake.stat(key)) === undefined) continue;
    const file = localFile(context, name);
    await lake.download(key, file.path);
    if (name !== publishedFiles.recommendations) yield file;
    else yield { ...file, rows: await countParquetRows(file.path, signal) };
  }
}

const localFile = (
  { scratch }: StepContext,
  name: PublishedFileName,
  rows?: number,
): LocalFile => ({ name, path: join(scratch, name), ...(rows !== undefined && { rows }) });
