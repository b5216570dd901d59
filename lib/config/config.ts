import type { LevelKind } from "#lib/contracts/level-forecasts.ts";
import type { TuningConfig } from "#lib/contracts/tuning.ts";
import type { Frequency } from "#lib/domain/period.ts";
import type { Country } from "#lib/domain/public-holidays.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import type {
  MarkdownConfig,
  OrderConfig,
  SiteConfig,
  SupplierConfig,
  SupplyDefaults,
  TransferConfig,
} from "./order-config.ts";

/** `shelfcast.yaml`, checked, with every default filled in. */
export interface Config {
  readonly name: string;
  readonly frequency: Frequency;
  /** First day of a weekly period, 0 Monday … 6 Sunday; `auto`: the weekday all sales fall on, else Monday. */
  readonly weekStart: number | "auto";
  /** Periods forecast after the cutoff. */
  readonly horizon: number;
  readonly quantiles: QuantileLevels;
  /** What files call the columns of the quantiles, as the config writes them: `q0.50`. */
  readonly quantileNames: readonly string[];
  /** Periods in a season. */
  readonly season: number;
  /** Whose public holidays shoppers keep; undefined where not told. */
  readonly country: Country | undefined;
  readonly target: "units" | "revenue" | "price";
  readonly missing: "zero" | "unknown";
  readonly start: "first-sale" | "first-row" | "data-start";
  readonly tables: Tables;
  readonly rejects: RejectRules;
  readonly training: TrainingConfig;
  readonly reconcile: ReconcileConfig;
  readonly tuning: TuningConfig;
  readonly text: TextConfig;
  /** Used where the supply table is silent. */
  readonly supply: SupplyDefaults;
  readonly orders: OrderConfig;
  readonly suppliers: readonly SupplierConfig[];
  readonly sites: readonly SiteConfig[];
  readonly transfers: TransferConfig;
  readonly markdowns: MarkdownConfig;
  readonly recommendations: RecommendationConfig;
  readonly seed: number;
}

interface Tables {
  readonly sales: TableSource;
  readonly items: readonly TableSource[];
  readonly locations: readonly TableSource[];
  readonly covariates: readonly CovariateSource[];
  readonly reviews: readonly TableSource[];
  readonly searches: readonly TableSource[];
  readonly interactions: readonly TableSource[];
  readonly stock: readonly TableSource[];
  readonly supply: readonly TableSource[];
  readonly relations: readonly TableSource[];
}

export interface TableSource {
  /** Paths or globs, relative to the config file or `--data`. */
  readonly files: readonly string[];
  /** Our column → a source column or a SQL expression over source columns. */
  readonly columns: Readonly<Record<string, string>>;
  /** A SQL condition over source columns; rows it leaves out are not rejects. */
  readonly where: string | undefined;
}

export interface CovariateSource extends TableSource {
  /** Columns whose values after the cutoff are given. */
  readonly known: readonly string[];
  /** Columns known only up to the cutoff. */
  readonly past: readonly string[];
}

interface RejectRules {
  /** Share of a table's rows that may be set aside before the run stops, 0 … 1. */
  readonly maxShare: number;
}

interface TextConfig {
  /** `own`, `none`, a folder, or a name on the hub. */
  readonly encoder: string;
  readonly ifUnusable: "stop" | "last-good";
  /** Of the encoders that the project's own graph serves. */
  readonly precision: "float" | "int8";
  readonly fineTuning: FineTuningConfig;
}

interface FineTuningConfig {
  readonly method: "none" | "full" | "lora" | "adalora" | "adapters" | "prefix";
  readonly epochs: number;
  readonly learningRate: number;
  /** Share of the steps on which the rate rises, 0 … 1. */
  readonly warmUp: number;
  readonly rank: number;
  readonly l2: number;
  readonly dropout: number;
  /** ε of the fast gradient method; 0 leaves it out. */
  readonly adversarial: number;
  /** Epochs. */
  readonly patience: number;
  /** Path of a file; empty for none. */
  readonly synonyms: string;
  readonly maskedCopies: boolean;
  /** Two models, there and back, or none. */
  readonly translate: readonly string[];
}

interface TrainingConfig {
  /** How long to train: more effort, more steps and seeds. The clock never decides, so bytes repeat. */
  readonly effort: "quick" | "standard" | "thorough";
  /** Past periods the network reads; 0 chooses from season and horizon. */
  readonly context: number;
  /** Known covariates with which no forecast rises. */
  readonly fallsWith: readonly string[];
  /** Where networks train; where there is no CUDA, the processor does, and says so. */
  readonly device: "cpu" | "cuda";
  /** `drift`: only when data, error or coverage have drifted. */
  readonly when: "always" | "drift";
  /** Periods that a model is kept at most. */
  readonly keepFor: number;
  /** How far below its share coverage may lie, 0 … 1. */
  readonly coverageBand: number;
}

/** How forecasts of series and of their sums are made to agree. */
interface ReconcileConfig {
  /** `auto`: MinT where it beats bottom-up on validation. */
  readonly method: "auto" | "mint" | "bottom-up" | "none";
  readonly levels: readonly LevelKind[];
}

export interface RecommendationConfig {
  readonly length: number;
  readonly onlyInStock: boolean;
  readonly marginWeight: number;
  /** Share that an offer loses for each one of its category above it, 0 … 1. */
  readonly diversity: number;
  readonly newItems: number;
  /** Share of customers, 0 … 1. */
  readonly maxExposure: number;
  readonly blockedWords: readonly string[];
  readonly blockedCategories: readonly string[];
  /** Whether a person must agree to promotions. */
  readonly approve: boolean;
  /** Money of `orders.currency` over the horizon; 0 for no limit. */
  readonly promotionBudget: number;
  /** Share of the price. */
  readonly promotionDiscount: number;
}
