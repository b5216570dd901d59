import { join } from "node:path";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { fromEpochDay, parseBusinessDate } from "#lib/domain/business-date.ts";
import { periodOfDate, periodStart } from "#lib/domain/period.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { type LaidTable, layCovariates } from "./covariate-sources.ts";
import { savePlanTables } from "./open-plan.ts";
import { PeriodRange } from "./period-range.ts";
import type { PreparePlan } from "./prepare-plan.ts";
import type { PrepareSettings, PrepareSource } from "./prepare-source.ts";
import { lastUsedDay, type RunCalendar, runCalendar } from "./run-calendar.ts";
import { type SalesValue, salesExpressions } from "./sales-columns.ts";
import { readSalesDays } from "./sales-days.ts";
import { makeSeriesTables, type SeriesDays } from "./series-tables.ts";
import { planShards, type ShardPlan } from "./shard-plan.ts";
import { findStatics } from "./static-attributes.ts";

class NoSeriesError extends ShelfcastError {
  readonly code = "NO_SERIES";
  override readonly kind = "data";

  constructor(cutoff: BusinessDate) {
    super(
      `No item has sales up to ${cutoff} and is still sold then.`,
      "Check --as-of, the filter of tables.sales and the end dates of items.",
    );
  }
}

export interface PreparedPlan {
  readonly plan: PreparePlan;
  readonly shards: readonly ShardPlan[];
  /** Series left out because their items ended, and series of items that have not sold yet. */
  readonly ended: number;
  readonly cold: number;
}

/** Decides periods, series, shards, covariates and labels; makes tables in `duckdb` for what follows. */
export async function makePlan(
  duckdb: Duckdb,
  source: PrepareSource,
  settings: PrepareSettings,
  folder: string,
): Promise<PreparedPlan> {
  const calendar = runCalendar(settings, await readSalesDays(duckdb, source), source.cutoff);
  const days = seriesDays(calendar, settings.horizon);
  const { ended } = await makeSeriesTables(duckdb, source, settings, days);
  const { start, cold } = await readExtent(duckdb, days.lastUsed);
  const firstPeriod = periodOfDate(start, calendar.calendar);
  const last = calendar.cutoffPeriod + settings.horizon;
  const range = new PeriodRange(calendar.calendar, firstPeriod, last);
  const covariates: LaidTable[] = [];
  for (const [i, table] of source.covariates.entries()) {
    covariates.push(await layCovariates(duckdb, table, range, join(folder, `covariates-${i}`)));
  }
  const names = covariateNames(source, settings);
  const plan = {
    ...{ settings, calendar, firstPeriod, covariates, ...names },
    ...{ lastUsed: days.lastUsed, sales: source.sales },
    dataEndPeriod: periodOfDate(source.dataEnd, calendar.calendar),
    statics: await findStatics(duckdb, source),
  };
  const columns = names.known.length + names.past.length;
  const shards = await planShards(duckdb, range.length, columns);
  await savePlanTables(duckdb, folder);
  return { plan, shards, ended, cold };
}

function seriesDays(run: RunCalendar, horizon: number): SeriesDays {
  const { calendar, cutoffPeriod } = run;
  const startOf = (period: number) => fromEpochDay(periodStart(period, calendar));
  return {
    lastUsed: lastUsedDay(run),
    cutoffStart: startOf(cutoffPeriod),
    launchFrom: startOf(cutoffPeriod - horizon),
    launchTo: fromEpochDay(periodStart(cutoffPeriod + horizon + 1, calendar) - 1),
  };
}

async function readExtent(
  duckdb: Duckdb,
  lastUsed: BusinessDate,
): Promise<{ readonly start: BusinessDate; readonly cold: number }> {
  const [{ start, cold } = { start: null, cold: 0 }] = await duckdb.rows(
    "SELECT min(start) AS start, count(*) FILTER (WHERE is_cold) AS cold FROM series",
  );
  if (typeof start !== "string") throw new NoSeriesError(lastUsed);
  return { start: parseBusinessDate(start), cold: Number(cold) };
}

/** A covariate that the shop gives keeps its name; sales add price and promotion where it gives none. */
function covariateNames(
  { covariates, sales }: PrepareSource,
  { target }: PrepareSettings,
): Pick<PreparePlan, "known" | "past" | "fromSales" | "salesValues"> {
  const known = covariates.flatMap((table) => table.known);
  const past = covariates.flatMap((table) => table.past);
  const told = salesExpressions(sales[0]?.columns ?? new Set());
  const fromSales = (["price", "promotion"] as const).filter(
    (name) => told.has(name) && name !== target && !known.includes(name) && !past.includes(name),
  );
  const salesValues = new Set<SalesValue>(fromSales);
  if (target !== "units") salesValues.add(target);
  if (told.has("out")) salesValues.add("out");
  return { known, past: [...past, ...fromSales], fromSales, salesValues };
}
