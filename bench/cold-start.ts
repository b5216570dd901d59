import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BacktestMetrics } from "#jobs/backtest/metrics.ts";
import { ResampledLoss } from "#lib/forecasting/resampled-loss.ts";
import { type Duckdb, withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { printTable } from "./print-table.ts";
import { spawnWork } from "./spawn-work.ts";

const cutoffs = ["2011-06-03", "2011-07-01", "2011-07-29", "2011-09-01"];
const levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];

/** Items of a real shop that had sold nothing by the cutoff, forecast with and without their words. */
export async function benchColdStart(): Promise<void> {
  const data = process.env.SHELFCAST_DATA;
  if (data === undefined) throw new Error("SHELFCAST_DATA names no folder of public data.");
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-bench-"));
  const settings = { threads: 2, memoryMegabytes: 1000, folders: [folder, data] };
  try {
    await withDuckdb({ ...settings, tempFolder: join(folder, "tmp") }, async (duckdb) => {
      await writeShop(duckdb, join(data, "online-retail", "transactions.csv.gz"), folder);
      const models = new Map<string, Map<string, number>>();
      for (const [name, encoder] of [
        ["words", "own"],
        ["no words", "none"],
      ] as const) {
        models.set(name, await lossesOf(duckdb, folder, name, encoder));
      }
      models.set("drawn from launches like it alone", await drawnLosses(duckdb, folder));
      for (const [name, likeness] of Object.entries(launchRivals)) {
        models.set(name, await launchLosses(duckdb, folder, likeness));
      }
      show(models, await soldByItem(duckdb, folder, "words"));
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What a shop knows of its launches: the day, the title, and the price that it asks at first. */
async function writeShop(duckdb: Duckdb, source: string, folder: string): Promise<void> {
  const lines = `(SELECT StockCode AS item, CAST(InvoiceDate AS DATE) AS date, Quantity AS units,
      UnitPrice AS price, Description AS title FROM read_csv(${sqlText(source)})
    WHERE InvoiceNo NOT LIKE 'C%' AND UnitPrice > 0 AND Quantity > 0)`;
  const copy = (sql: string, name: string) =>
    duckdb.run(`COPY (${sql}) TO ${sqlText(join(folder, name))}`);
  await copy(`SELECT date, item, units FROM ${lines} ORDER BY ALL`, "sales.csv");
  await copy(
    `SELECT item, arg_max(title, date) AS title, first AS launch_date,
        median(price) FILTER (date = first) AS price
      FROM (SELECT *, min(date) OVER (PARTITION BY item) AS first FROM ${lines})
      GROUP BY item, first ORDER BY item`,
    "items.csv",
  );
}

const config = (encoder: string) => `
name: cold-start
horizon: 28
quantiles: [${levels.join(", ")}]
tables:
  sales: { files: sales.csv, columns: { date: date, item: item, units: units } }
  items:
    files: items.csv
    columns: { item: item, title: title, launch_date: launch_date, price: price }
text: { encoder: ${encoder} }
`;

const pinball = levels
  .map((q) => `greatest(${q} * (actual - "q${q}"), ${q - 1} * (actual - "q${q}"))`)
  .join(" + ");

const coldLines = (folder: string, name: string, file = "forecasts.csv"): string =>
  `(SELECT * FROM read_csv(${sqlText(join(folder, name, file))}) AS lines
    JOIN read_csv(${sqlText(join(folder, "items.csv"))}) AS items USING (item)
    WHERE launch_date > cutoff AND actual IS NOT NULL)`;

/** Pinball loss by item launched after its cutoff, summed over its first days and all levels. */
async function lossesOf(
  duckdb: Duckdb,
  folder: string,
  name: string,
  encoder: string,
): Promise<Map<string, number>> {
  const path = join(folder, `${encoder}.yaml`);
  await writeFile(path, config(encoder));
  const words = ["--config", path, "--cutoffs", cutoffs.join(","), "--refit", "first", "--json"];
  await spawnWork<BacktestMetrics>("../jobs/main.ts", [
    ...["backtest", ...words, "--out", join(folder, name)],
  ]);
  return byItem(
    duckdb,
    `SELECT item, sum(${pinball}) AS loss FROM ${coldLines(folder, name)} GROUP BY item`,
  );
}

async function byItem(duckdb: Duckdb, sql: string): Promise<Map<string, number>> {
  const rows = await duckdb.rows(`${sql} ORDER BY item`);
  return new Map(rows.map(({ item, loss }) => [String(item), Number(loss)]));
}

const soldByItem = (duckdb: Duckdb, folder: string, name: string): Promise<Map<string, number>> =>
  byItem(duckdb, `SELECT item, sum(actual) AS loss FROM ${coldLines(folder, name)} GROUP BY item`);

/** Of the member that draws from launches, which the published forecast blends with network and trees. */
const drawnLosses = (duckdb: Duckdb, folder: string): Promise<Map<string, number>> =>
  byItem(
    duckdb,
    `SELECT item, sum(${pinball}) AS loss FROM ${coldLines(folder, "words", "baselines.csv")}
      WHERE model = 'recent-values' GROUP BY item`,
  );

/** The simplest honest rivals: quantiles of what earlier launches sold on such days of the week, of their first 28. */
const launchRivals = {
  "all launches so far": { order: "0", most: 100_000 },
  "the latest 200 launches": { order: "epoch(cold.cutoff) - epoch(past.launch_date)", most: 200 },
  "the 200 launches of the nearest price": { order: "abs(ln(cold.price / past.price))", most: 200 },
} as const;

async function launchLosses(
  duckdb: Duckdb,
  folder: string,
  { order, most }: (typeof launchRivals)[keyof typeof launchRivals],
): Promise<Map<string, number>> {
  const quantiles = levels
    .map((q) => `quantile_cont(coalesce(sold.units, 0), ${q}) AS "q${q}"`)
    .join(", ");
  const sold = `(SELECT item, date, sum(units) AS units
    FROM read_csv(${sqlText(join(folder, "sales.csv"))}) GROUP BY ALL)`;
  const like = `(SELECT cold.cutoff, cold.item, past.item AS other, past.launch_date
    FROM (SELECT DISTINCT cutoff, item, price FROM ${coldLines(folder, "words")}) AS cold
    JOIN read_csv(${sqlText(join(folder, "items.csv"))}) AS past
      ON past.launch_date > DATE '2011-01-01' AND past.launch_date + 28 <= cold.cutoff
    QUALIFY row_number() OVER (PARTITION BY cold.cutoff, cold.item ORDER BY ${order}, past.item) <= ${most})`;
  return byItem(
    duckdb,
    `WITH q AS (
        SELECT cutoff, like_.item, dayofweek(launch_date + day::INTEGER) AS weekday, ${quantiles} FROM ${like} AS like_ CROSS JOIN range(28) AS days(day)
        LEFT JOIN ${sold} AS sold ON sold.item = other AND sold.date = launch_date + day::INTEGER
        GROUP BY cutoff, like_.item, weekday)
      SELECT item, sum(${pinball}) AS loss
      FROM (SELECT cutoff, item, actual, dayofweek(date) AS weekday FROM ${coldLines(folder, "words")})
      JOIN q USING (cutoff, item, weekday)
      GROUP BY item`,
  );
}

function show(models: ReadonlyMap<string, ReadonlyMap<string, number>>, sold: Map<string, number>) {
  const words = models.get("words") ?? new Map<string, number>();
  const items = [...words.keys()];
  const total = items.reduce((sum, item) => sum + (sold.get(item) ?? 0), 0);
  const wql = (losses: ReadonlyMap<string, number>) =>
    (2 * items.reduce((sum, item) => sum + (losses.get(item) ?? 0), 0)) / levels.length / total;
  console.log(`${items.length} items launched within 28 days after ${cutoffs.join(", ")}\n`);
  printTable(
    ["forecast of items never sold", "WQL", "words against it", "95 % of resampled items"],
    [...models].map(([name, losses]) => [
      name,
      wql(losses).toFixed(3),
      (wql(words) / wql(losses)).toFixed(3),
      ratioInterval(items, words, losses),
    ]),
  );
}

/** 95 % of the ratios of losses that other items of the same kind would have given. */
function ratioInterval(
  items: readonly string[],
  ours: ReadonlyMap<string, number>,
  theirs: ReadonlyMap<string, number>,
): string {
  const [mine, other] = [new ResampledLoss(1), new ResampledLoss(1)];
  for (const item of items) {
    mine.add(item, "launched", ours.get(item) ?? 0);
    other.add(item, "launched", theirs.get(item) ?? 0);
  }
  const interval = mine.against(other).launched?.interval ?? [];
  return interval.map((bound) => bound.toFixed(3)).join(" … ");
}
