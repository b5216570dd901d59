import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { ColumnChunk } from "#lib/tables/column-chunk.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import type { OpenPlan } from "./prepare-plan.ts";
import { readParquet } from "./prepare-source.ts";
import { salesExpressions } from "./sales-columns.ts";
import type { SalesRows } from "./sales-periods.ts";
import { SeriesCells } from "./series-cells.ts";
import { fillCovariates } from "./shard-covariates.ts";
import type { ShardPlan } from "./shard-plan.ts";
import { readShardSeries } from "./shard-series.ts";
import { ShardValues } from "./shard-values.ts";

/** Makes one shard: its series, their sales by period, and what was known and could be known beside. */
export async function prepareShard(
  duckdb: Duckdb,
  plan: OpenPlan,
  shardPlan: ShardPlan,
): Promise<PreparedShard> {
  const series = await readShardSeries(duckdb, shardPlan, plan.history, plan.statics);
  const cells = new SeriesCells(series.firstPeriod, plan.history);
  const covariates = await fillCovariates(plan, shardPlan, series, cells);
  const values = new ShardValues(plan, series, cells, covariates.isClosed);
  const query = salesSql(plan, shardPlan);
  if (query) {
    for await (const chunk of duckdb.stream(query)) values.add(rowsOf(chunk, plan, cells));
  }
  values.finish();
  const { item, location, itemRow, locationRow, firstPeriod, statics } = series;
  const past = new Map<string, Float32Array>([...covariates.past, ...values.past]);
  return {
    shard: shardPlan.shard,
    ...{ item, location, itemRow, locationRow, firstPeriod, statics },
    ...{ offsets: cells.offsets, target: values.target, state: values.state },
    past: new Map(plan.past.map((name) => [name, past.get(name) as Float32Array])),
    known: covariates.known,
  };
}

/** Rows of sales in the order of their series; `undefined` for series that have none. */
function salesSql(
  { sales, salesValues, lastUsed }: OpenPlan,
  { bucket, from, to }: ShardPlan,
): string | undefined {
  const file = sales[bucket];
  if (!file) return undefined;
  const expressions = salesExpressions(file.columns);
  const values = ["units", ...salesValues].map((name) => `${expressions.get(name)} AS ${name}`);
  return `SELECT series, date, ${values.join(", ")}
    FROM ${readParquet(file.path)}
    JOIN (
      SELECT item, location, CAST(rank - ${from} AS INTEGER) AS series FROM series
      WHERE bucket = ${bucket} AND rank >= ${from} AND rank < ${to}
    ) USING (item, location)
    WHERE date <= DATE ${sqlText(lastUsed)} ORDER BY series`;
}

function rowsOf(chunk: ColumnChunk, { salesValues }: OpenPlan, cells: SeriesCells): SalesRows {
  const series = chunk.numbers("series");
  return {
    series,
    periods: cells.periodsSinceStart(series, chunk.dates("date")),
    units: chunk.numbers("units"),
    values: new Map([...salesValues].map((name) => [name, chunk.numbers(name)])),
  };
}
