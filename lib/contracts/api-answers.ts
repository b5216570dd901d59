import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { IngestReport } from "./ingest-report.ts";
import type { PublicationManifest, PublishedFile } from "./publication.ts";
import type {
  ItemName,
  OrderLine,
  RecommendedItem,
  SeriesExplanationRecord,
  SeriesTrend,
} from "./serving.ts";

/*
 * What the API answers, as the OpenAPI document says it and the client reads it. What is a column of a
 * published file bears the column's name.
 */

export interface ApiFailure {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export interface MeAnswer {
  readonly subject: string;
  readonly role: "viewer" | "planner" | "approver";
}

export interface LatestRunAnswer extends PublicationManifest {
  /** ISO 8601, UTC. */
  readonly publishedAt: string;
}

export interface HealthAnswer {
  readonly run: string;
  readonly ingest: IngestReport | null;
  readonly steps: readonly HealthStep[];
}

interface HealthStep {
  readonly step: string;
  readonly finished: string;
  readonly seconds: number;
  readonly peakMemoryMb: number;
}

/** `value` is what the file said, `reason` why it could not be used. */
export interface RejectsAnswer {
  readonly rejects: readonly RejectedRow[];
  readonly next: string | null;
}

export interface RejectedRow {
  readonly table: string;
  readonly file: string;
  readonly line: string;
  readonly column: string;
  readonly value: string;
  readonly reason: string;
}

export interface SeriesListAnswer {
  readonly run: string;
  readonly series: readonly SeriesSummary[];
  /** Of all series that were found. */
  readonly total: number;
  readonly next: string | null;
}

export interface SeriesSummary {
  readonly item: string;
  readonly location: string;
  readonly title: string;
  readonly category: string;
  readonly brand: string;
  readonly direction: string | null;
  readonly change: number | null;
  readonly probability: number | null;
  /** The first period with data. */
  readonly first_date: BusinessDate;
}

export interface ForecastAnswer {
  readonly run: string;
  readonly item: string;
  readonly location: string;
  readonly title: string;
  readonly category: string;
  /** What is counted: `units`, `revenue`, `price`. */
  readonly target: string;
  readonly frequency: "day" | "week" | "month";
  readonly cutoff: BusinessDate;
  readonly method: string;
  readonly segment: string;
  readonly history: readonly HistoryPoint[];
  readonly forecast: readonly ForecastPoint[];
  readonly trend: SeriesTrend | null;
  readonly order: OrderLine | null;
  readonly overrides: readonly OverrideEntry[];
  /** How many overrides there are: what the next one must name. */
  readonly version: number;
}

export interface HistoryPoint {
  readonly date: BusinessDate;
  /** `null` where nothing was observed. */
  readonly actual: number | null;
  readonly state: "observed" | "missing" | "closed" | "outOfStock";
}

export interface ForecastPoint {
  readonly date: BusinessDate;
  readonly mean: number | null;
  /** By the names of the columns: `q0.1`, … */
  readonly quantiles: Readonly<Record<string, number | null>>;
  readonly sale_probability: number | null;
  /** The planner's own number; `null` where the model's stands. */
  readonly corrected: number | null;
}

export interface ExplanationAnswer extends SeriesExplanationRecord {
  readonly analogues: readonly ItemName[];
  readonly run: string;
  readonly item: string;
  readonly location: string;
  readonly method: string;
  /** Units over the horizon: the baseline and all contributions together. */
  readonly total: number;
}

export interface AccuracyAnswer {
  readonly item: string;
  readonly location: string;
  /** Earlier forecasts held to what was sold since, latest first. */
  readonly runs: readonly EarlierForecast[];
}

export interface EarlierForecast {
  readonly run: string;
  readonly cutoff: BusinessDate;
  readonly points: readonly {
    readonly date: BusinessDate;
    readonly mean: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly actual: number | null;
  }[];
  /** Σ|mean − actual| / Σ actual; `null` where nothing was sold. */
  readonly wape: number | null;
  /** (Σ mean − Σ actual) / Σ actual. */
  readonly bias: number | null;
  /** Share of actuals between the lowest and the highest quantile. */
  readonly coverage: number | null;
}

export interface OrderListAnswer {
  readonly run: string;
  readonly currency: string;
  readonly reorders: readonly OrderEntry[];
  /** Of all orders that were found. */
  readonly total: number;
  readonly total_value: number;
  /** What the whole list can be filtered by. */
  readonly suppliers: readonly string[];
  readonly locations: readonly string[];
  readonly next: string | null;
}

export interface OrderEntry extends OrderLine {
  readonly id: string;
  /** Latest first word on it, `null` before one. */
  readonly decision: DecisionEntry | null;
  /** How many decisions there are: what the next one must name. */
  readonly version: number;
}

export interface DecisionEntry {
  readonly action: "approve" | "change" | "refuse";
  readonly quantity: number;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

export interface DecisionAnswer {
  readonly id: string;
  readonly decision: DecisionEntry;
  readonly version: number;
}

export interface BulkDecisionAnswer {
  /** In the order in which they were asked for. */
  readonly results: readonly (
    | DecisionAnswer
    | { readonly id: string; readonly error: ApiFailure }
  )[];
}

/** A planner's correction of the mean forecast of some periods; of several, the latest holds. */
export interface OverrideEntry {
  /** `withdraw` gives the model's own number back. */
  readonly action: "set" | "multiply" | "withdraw";
  /** First and last date; the periods named by a date within are corrected. */
  readonly from: BusinessDate;
  readonly to: BusinessDate;
  /** Units a period, or what the mean is multiplied by; `null` to withdraw. */
  readonly value: number | null;
  readonly reason: string;
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The run whose forecast was corrected. */
  readonly run: string;
}

export interface OverridesAnswer {
  readonly item: string;
  readonly location: string;
  readonly overrides: readonly OverrideEntry[];
  readonly version: number;
}

export interface FilesAnswer {
  readonly run: string;
  readonly files: readonly PublishedFile[];
  readonly next: string | null;
}

export interface FileLinkAnswer {
  readonly url: string;
  readonly expires_in: number;
}

export interface RecommendationEntry extends RecommendedItem {
  readonly title: string;
}

export interface ItemRecommendationsAnswer {
  readonly run: string;
  readonly item: string;
  readonly similar: readonly RecommendationEntry[];
  readonly together: readonly RecommendationEntry[];
}

export interface CustomerRecommendationsAnswer {
  readonly run: string;
  readonly customer: string;
  readonly recommendations: readonly RecommendationEntry[];
}

/** What a planner sends to decide on an order. */
export interface NewDecision {
  readonly action: "approve" | "change" | "refuse";
  /** Units; of a change alone. */
  readonly quantity?: number;
  /** May be left out of an approval. */
  readonly reason?: string;
  /** As the order was shown. */
  readonly version: number;
}

export interface NewOverride {
  readonly item: string;
  readonly location?: string;
  readonly action: "set" | "multiply" | "withdraw";
  readonly from: string;
  readonly to: string;
  readonly value?: number;
  readonly reason: string;
  /** As the forecast was shown. */
  readonly version: number;
}

/** A forecast that is wanted now: of a series of the run, or of a history that is given. */
export interface NewPrediction {
  readonly item: string;
  readonly location?: string;
  /** Target a period from the one that holds `from` on; `null` where it is not known. */
  readonly history?: { readonly from: string; readonly values: readonly (number | null)[] };
  /** Known covariates ahead by name, such as `price` and `promotion`: one value, or one a period. */
  readonly known?: Readonly<Record<string, number | readonly number[]>>;
}

export interface PredictionAnswer {
  readonly run: string;
  readonly item: string;
  readonly location: string;
  readonly model: string;
  readonly method: string;
  readonly segment: string;
  readonly forecast: readonly Omit<ForecastPoint, "corrected">[];
  /** Covariates that may be asked about. */
  readonly known: readonly string[];
}
