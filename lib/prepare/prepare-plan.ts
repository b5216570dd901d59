import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { CovariateSource, LaidTable } from "./covariate-sources.ts";
import type { PeriodRange } from "./period-range.ts";
import type { PrepareSettings, TableFile } from "./prepare-source.ts";
import type { RunCalendar } from "./run-calendar.ts";
import type { SalesValue } from "./sales-columns.ts";
import type { CodedAttribute } from "./static-attributes.ts";

/** All that is decided before the first shard is made, as plain values for worker threads. */
export interface PreparePlan {
  readonly settings: PrepareSettings;
  readonly calendar: RunCalendar;
  readonly lastUsed: BusinessDate;
  /** First period of any series. */
  readonly firstPeriod: number;
  /** The last period of which there is any sale; no row after it can mean zero. */
  readonly dataEndPeriod: number;
  readonly sales: readonly TableFile[];
  readonly covariates: readonly LaidTable[];
  readonly statics: readonly CodedAttribute[];
  /** Names of covariates, those from sales included, in the order of the shards' columns. */
  readonly known: readonly string[];
  readonly past: readonly string[];
  /** What is read of a row of sales beside its date and units. */
  readonly salesValues: ReadonlySet<SalesValue>;
  /** The past covariates that come from sales. */
  readonly fromSales: readonly ("price" | "promotion")[];
}

/** A plan in the hands of a thread that makes shards. */
export interface OpenPlan extends PreparePlan {
  /** From the first period of any series to the cutoff. */
  readonly history: PeriodRange;
  readonly sources: readonly CovariateSource[];
}
