import type { AppliedCorrection, CorrectionScore } from "#lib/contracts/corrections.ts";
import type { IngestReport } from "#lib/contracts/ingest-report.ts";
import type { LevelForecasts, ReconciliationSummary } from "#lib/contracts/level-forecasts.ts";
import type { ModelGate } from "#lib/contracts/model-gate.ts";
import type { TrainingSummary } from "#lib/contracts/training-summary.ts";
import type { TrendDirection } from "#lib/contracts/trend-shard.ts";
import type { TuningSummary } from "#lib/contracts/tuning.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { Frequency } from "#lib/domain/period.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import type { Drift } from "./drift.ts";
import type { Launches } from "./launches.ts";
import type { Mover } from "./movers.ts";
import type { OrderSummary } from "./order-summary.ts";
import type { Totals } from "./totals.ts";

/** Everything that `report.html` says. No clock and no duration: the same run gives the same page. */
export interface ReportFacts {
  readonly run: string;
  readonly name: string;
  readonly cutoff: BusinessDate;
  readonly frequency: Frequency;
  readonly target: string;
  readonly currency: string;
  readonly quantiles: QuantileLevels;
  /** Dates of the periods shown before the cutoff, and of those forecast. */
  readonly pastDates: readonly BusinessDate[];
  readonly forecastDates: readonly BusinessDate[];
  readonly totals: Totals;
  readonly training: TrainingSummary | undefined;
  /** By which model, and why; undefined where training did not say. */
  readonly gate: ModelGate | undefined;
  /** Which settings were tried; undefined where none were searched. */
  readonly tuning: TuningSummary | undefined;
  readonly ingest: IngestReport | undefined;
  readonly drift: Drift;
  readonly movers: readonly Mover[];
  /** Series with little history of their own that sell most, and how many there are. */
  readonly launches: Launches;
  /** What planners changed, and how their earlier changes did. */
  readonly corrections: readonly AppliedCorrection[];
  readonly correctionScore: CorrectionScore;
  readonly orders: OrderSummary | undefined;
  /** How sums and series were made to agree, and the sums; undefined where none were forecast. */
  readonly reconciliation: ReconciliationSummary | undefined;
  readonly levels: LevelForecasts | undefined;
  /** Series by direction, where trends are known. */
  readonly trends: Readonly<Record<TrendDirection, number>> | undefined;
  /** What empty shelves lost over the latest horizon, in units of the target, estimated. */
  readonly lostSales: number;
}

/** A period in words: `day`, `days`. */
export const periods = (n: number, frequency: Frequency): string =>
  `${n} ${frequency}${n === 1 ? "" : "s"}`;
