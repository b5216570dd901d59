import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { PeriodCalendar } from "#lib/domain/period.ts";
import type { TrendDirection } from "./trend-shard.ts";

/**
 * What the API reads of a publication, beside the files that planners download: written by `publish`,
 * so that one series of a million takes one read of some kilobytes.
 */
export const servingFile = {
  /** `ServingTerms` */
  terms: "serving/terms.json",
  /** A `SeriesRecord` an item and location. */
  series: "serving/series.table",
  /** A reorder line an item and location of which something is to be ordered. */
  orders: "serving/orders.table",
  /** By which orders are filtered, in the order of `orders`. */
  orderColumns: "serving/orders.arrow",
  /** By which series are found, in the order of `series`. */
  seriesColumns: "serving/series.arrow",
  /** Items with their words, in their order. */
  itemColumns: "serving/items.arrow",
  /** `RecommendedItem`s by kind (`similar`, `together`, `customer`) and item or customer. */
  recommendations: "serving/recommendations.table",
} as const;

/** What holds for all series of a publication. */
export interface ServingTerms {
  readonly calendar: PeriodCalendar;
  /** The last period of every history; a whole number of `calendar`. */
  readonly cutoffPeriod: number;
  /** Value of an order, in the manifest's currency, above which an approver must agree. */
  readonly approveAbove: number;
}

/** One series as the API gives it; numbers as the published files write them. */
export interface SeriesRecord {
  /** Where the series lies in what `prepare` left. */
  readonly shard: number;
  readonly row: number;
  readonly title: string;
  readonly category: string;
  readonly method: string;
  readonly segment: string;
  /** The latest periods up to the cutoff, oldest first; `null` where nothing was observed. */
  readonly history: readonly (number | null)[];
  /** A `periodState` a period of `history`, as one digit each. */
  readonly states: string;
  /** [horizon] */
  readonly mean: readonly (number | null)[];
  /** [horizon] the model's own mean, where a planner corrected any of it. */
  readonly modelMean?: readonly (number | null)[];
  /** [horizon · quantiles] */
  readonly quantiles: readonly (number | null)[];
  /** [horizon] */
  readonly saleProbability: readonly (number | null)[];
  readonly trend?: SeriesTrend;
  readonly explanation?: SeriesExplanationRecord;
  readonly reorder?: OrderLine;
}

export interface SeriesTrend {
  readonly direction: TrendDirection;
  /** Relative: 0.12 for 12 % more; `null` where the level was 0. */
  readonly change: number | null;
  readonly probability: number;
}

/** Why the forecast is what it is: units over the horizon, `baseline` and contributions adding up to it. */
export interface SeriesExplanationRecord {
  readonly baseline: number | null;
  /** The largest first, whatever its sign; `group` as in `ExplanationShard.groups`. */
  readonly contributions: readonly { readonly group: string; readonly amount: number | null }[];
  /** The same in words. */
  readonly sentence: string;
  /** Items from which the forecast of one that has sold little or nothing was learned most. */
  readonly analogues?: readonly ItemName[];
}

export interface ItemName {
  readonly item: string;
  /** "" where it has none. */
  readonly title: string;
}

export const itemNameText = ({ item, title }: ItemName): string =>
  title === "" ? item : `${title} (${item})`;

/** A line of `reorder.csv`, by the names of its columns; `null` where a value is not known. */
export interface OrderLine {
  readonly item: string;
  readonly title: string | null;
  readonly location: string;
  readonly supplier: string | null;
  readonly order_quantity: number | null;
  readonly order_value: number | null;
  readonly order_by: BusinessDate | null;
  readonly arrives: BusinessDate | null;
  readonly on_hand: number | null;
  readonly on_order: number | null;
  readonly reorder_point: number | null;
  readonly order_up_to: number | null;
  readonly stockout_risk: number | null;
  readonly days_of_cover: number | null;
  readonly reason: string | null;
  readonly needs_approval: boolean;
}

export interface RecommendedItem {
  readonly rank: number;
  readonly item: string;
  readonly score: number;
  readonly reason: string;
}

/** In the order of their codes in `seriesColumns`; the first stands for no trend. */
export const trendCodes = ["", "rising", "steady", "falling"] as const;

/** How the words of items and of searches are made alike: width, case and accents' composition. */
export const foldedWords = (text: string): string => text.normalize("NFKC").toLowerCase();
