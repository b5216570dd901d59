import { type PreparedShard, periodState } from "#lib/contracts/prepared-shard.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { carryForward } from "./covariate-columns.ts";
import type { OpenPlan } from "./prepare-plan.ts";
import { readParquet } from "./prepare-source.ts";
import { SalesCells } from "./sales-cells.ts";
import { salesExpressions } from "./sales-columns.ts";
import { SeriesCells } from "./series-cells.ts";
import { stateOf, targetOf } from "./series-values.ts";
import { fillCovariates } from "./shard-covariates.ts";
import type { ShardPlan } from "./shard-plan.ts";
import { readShardSeries, type ShardSeries } from "./shard-series.ts";

/** Makes one shard: its series, their sales by period, and what was known and could be known beside. */
export async function prepareShard(
  duckdb: Duckdb,
  plan: OpenPlan,
  shardPlan: ShardPlan,
): Promise<PreparedShard> {
  const series = await readShardSeries(duckdb, shardPlan, plan.history, plan.statics);
  const cells = new SeriesCells(series.firstPeriod, plan.history);
  const covariates = await fillCovariates(plan, shardPlan, series, cells);
  const sales = await readSales(duckdb, plan, shardPlan, cells);
  const { item, location, itemRow, locationRow, firstPeriod, statics } = series;
  const past = new Map([...covariates.past, ...pastOfSales(plan, sales, cells)]);
  return {
    shard: shardPlan.shard,
    ...{ item, location, itemRow, locationRow, firstPeriod, statics },
    offsets: cells.offsets,
    ...targets(plan, series, cells, sales, covariates.isClosed),
    past: new Map(plan.past.map((name) => [name, past.get(name) as Float32Array])),
    known: covariates.known,
  };
}

async function readSales(
  duckdb: Duckdb,
  { sales, salesValues, lastUsed }: OpenPlan,
  { bucket, from, to }: ShardPlan,
  cells: SeriesCells,
): Promise<SalesCells> {
  const file = sales[bucket];
  const found = new SalesCells(cells, salesValues);
  if (!file) return found;
  const expressions = salesExpressions(file.columns);
  const values = ["units", ...salesValues].map((name) => `${expressions.get(name)} AS ${name}`);
  const query = `SELECT rank - ${from} AS series, date, ${values.join(", ")}
    FROM ${readParquet(file.path)}
    JOIN (
      SELECT item, location, rank FROM series
      WHERE bucket = ${bucket} AND rank >= ${from} AND rank < ${to}
    ) USING (item, location)
    WHERE date <= DATE ${sqlText(lastUsed)}`;
  for await (const chunk of duckdb.stream(query)) found.add(chunk);
  return found;
}

/** Target and state of each cell. */
function targets(
  { settings, dataEndPeriod, history }: OpenPlan,
  { isSilent }: ShardSeries,
  { offsets, firstPeriod, count }: SeriesCells,
  sales: SalesCells,
  isClosed: (cell: number) => boolean,
): { readonly target: Float32Array; readonly state: Uint8Array } {
  const target = new Float32Array(count);
  const state = new Uint8Array(count);
  for (const [s, first] of firstPeriod.entries()) {
    const silentFrom = isSilent[s] === 1 ? first : dataEndPeriod + 1;
    for (let period = first; period <= history.last; period++) {
      const cell = (offsets[s] as number) + period - first;
      const found = stateOf(sales, cell, settings, isClosed(cell), period >= silentFrom);
      state[cell] = found;
      const mayHave = found === periodState.observed || found === periodState.outOfStock;
      const value = mayHave && sales.rows[cell] !== 0 ? targetOf(sales, cell, settings.target) : 0;
      target[cell] = Number.isNaN(value) ? 0 : value;
    }
  }
  return { target, state };
}

/** A price holds until another is paid; a promotion is known only where a row tells it. */
function pastOfSales(
  { fromSales }: OpenPlan,
  { price, promotion }: SalesCells,
  { count, offsets, firstPeriod }: SeriesCells,
): [string, Float32Array][] {
  const means = {
    price: (cell: number) => price?.known(cell) ?? Number.NaN,
    promotion: (cell: number) => promotion?.at(cell) ?? Number.NaN,
  };
  return fromSales.map((name) => {
    const values = new Float32Array(count);
    const mean = means[name];
    for (let cell = 0; cell < count; cell++) values[cell] = mean(cell);
    if (name === "price") {
      for (const s of firstPeriod.keys()) {
        const own = values.subarray(offsets[s], offsets[s + 1]);
        carryForward(own, own.length);
      }
    }
    return [name, values];
  });
}
