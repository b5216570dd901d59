import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { Frequency } from "#lib/domain/period.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import type { ModelGate } from "./model-gate.ts";
import type { SegmentChoice, ValidationScores } from "./training-summary.ts";

/** What planners download, in the order they are listed. */
export const publishedFiles = {
  forecastCsv: "forecast.csv.gz",
  forecastParquet: "forecast.parquet",
  reorderCsv: "reorder.csv",
  reorderXlsx: "reorder.xlsx",
  purchases: "purchases.csv",
  transfers: "transfers.csv",
  markdowns: "markdowns.csv",
  trends: "trends.csv",
  levels: "levels.csv",
  recommendations: "recommendations.parquet",
  interest: "interest.csv",
  promotions: "promotions.csv",
  bulletins: "bulletins.csv",
  customerModel: "customer-model.json",
  report: "report.html",
} as const;
export type PublishedFileName = (typeof publishedFiles)[keyof typeof publishedFiles];

export const publishedManifestName = "manifest.json";

export interface PublishedFile {
  readonly name: PublishedFileName;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** Rows of data, headers not counted; absent where a file is no table or nobody counted. */
  readonly rows?: number;
}

/** `published/<run>/manifest.json`: a publication as its readers find it. */
export interface PublicationManifest {
  readonly run: string;
  readonly name: string;
  readonly cutoff: BusinessDate;
  readonly frequency: Frequency;
  readonly horizon: number;
  readonly quantiles: QuantileLevels;
  readonly target: string;
  readonly currency: string;
  readonly counts: PublicationCounts;
  readonly files: readonly PublishedFile[];
  readonly model: PublishedModel;
  readonly metrics: PublishedMetrics;
  /** Seconds each step took, by name; they alone differ between two runs of the same inputs. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly estimatedDollars: number;
}

interface PublicationCounts {
  readonly series: number;
  readonly items: number;
  readonly locations: number;
  readonly ordersSuggested: number;
}

interface PublishedModel {
  /** The folder under `models/`, or `none`. */
  readonly name: string;
  /** Why this model; absent of runs that did not say. */
  readonly gate?: ModelGate;
  readonly candidates: readonly string[];
  /** Series published by each method. */
  readonly methods: Readonly<Record<string, number>>;
}

/** On validation windows before the cutoff. */
export interface PublishedMetrics {
  readonly validationWindows: number;
  readonly published: ValidationScores | undefined;
  readonly overall: Readonly<Record<string, ValidationScores>>;
  readonly segments: readonly SegmentChoice[];
}

/** `published/latest.json`: the one pointer to what readers are to use. */
export interface LatestPublication {
  readonly run: string;
  /** Of that run's manifest, so that a reader can tell a whole publication from a damaged one. */
  readonly manifestSha256: string;
  /** ISO 8601, UTC. */
  readonly publishedAt: string;
  /** Runs this pointer named before, latest first, without `run` itself. */
  readonly previous: readonly string[];
}
