import type { RawTableName } from "#lib/contracts/raw-tables.ts";
import { rawTables } from "#lib/contracts/raw-tables.ts";
import { defaultSeason, frequencies } from "#lib/domain/period.ts";
import { countries } from "#lib/domain/public-holidays.ts";
import { defaultQuantiles } from "#lib/domain/quantile-levels.ts";
import type { ConfigKeys } from "./config-key.ts";
import {
  markdownKeys,
  orderKeys,
  siteKeys,
  supplierKeys,
  supplyKeys,
  transferKeys,
} from "./order-keys.ts";
import { recommendationKeys } from "./recommendation-keys.ts";
import { reconcileKeys } from "./reconcile-keys.ts";
import { textKeys } from "./text-keys.ts";
import { trainingKeys } from "./training-keys.ts";
import { tuningKeys } from "./tuning-keys.ts";
import { weekdays } from "./weekdays.ts";

/** Four weeks, a quarter, half a year: what a buyer plans ahead. */
const defaultHorizon = { day: 28, week: 13, month: 6 } as const;

const files = {
  kind: "list",
  required: true,
  bare: true,
  of: { kind: "text", maxLength: 1000, meaning: "A path or glob." },
  minItems: 1,
  maxItems: 10_000,
  meaning: "Paths or globs, relative to this file or to --data: CSV, TSV, Parquet, NDJSON, Arrow.",
} as const;

const where = {
  kind: "text",
  maxLength: 10_000,
  meaning: "A SQL condition over source columns; rows it leaves out are not counted as bad.",
} as const;

const columnsOf = <T extends RawTableName>(table: T) =>
  ({
    kind: "columns",
    table,
    required: true,
    meaning: "Our column: a source column, or a SQL expression over source columns.",
  }) as const;

const sourceOf = <T extends RawTableName>(table: T) =>
  ({
    kind: "section",
    keys: { files, columns: columnsOf(table), where },
    meaning: rawTables[table].meaning,
  }) as const;

/** One source or a list of them. */
const sourcesOf = <T extends RawTableName>(table: T) =>
  ({
    kind: "list",
    bare: true,
    of: sourceOf(table),
    minItems: 0,
    maxItems: 100,
    default: [],
    meaning: rawTables[table].meaning,
  }) as const;

/** What a table's own columns, covariates and attributes may be called. */
export const columnName = {
  source: "^(?!__)[\\p{L}_][\\p{L}\\p{M}\\p{N}_]{0,99}$",
  say: "letters, digits and _, not starting with a digit or __",
} as const;

const covariateNames = (meaning: string) =>
  ({
    kind: "list",
    of: { kind: "text", maxLength: 100, pattern: columnName, meaning: "A covariate." },
    minItems: 0,
    maxItems: 1000,
    default: [],
    meaning,
  }) as const;

const covariateSources = {
  kind: "list",
  bare: true,
  of: {
    kind: "section",
    keys: {
      files,
      columns: columnsOf("covariates"),
      where,
      known: covariateNames("Columns whose values after the cutoff are given, such as holidays."),
      past: covariateNames("Columns known only up to the cutoff, such as footfall."),
    },
    meaning: rawTables.covariates.meaning,
  },
  minItems: 0,
  maxItems: 100,
  default: [],
  meaning: rawTables.covariates.meaning,
} as const;

const tables = {
  sales: { ...sourceOf("sales"), required: true },
  items: sourcesOf("items"),
  locations: sourcesOf("locations"),
  covariates: covariateSources,
  reviews: sourcesOf("reviews"),
  searches: sourcesOf("searches"),
  interactions: sourcesOf("interactions"),
  stock: sourcesOf("stock"),
  supply: sourcesOf("supply"),
  relations: sourcesOf("relations"),
} as const;

/** Sections named by their first key, in no order. */
const namedSections = <Keys extends ConfigKeys>(keys: Keys, meaning: string) =>
  ({
    kind: "list",
    of: { kind: "section", keys, meaning },
    minItems: 0,
    maxItems: 10_000,
    default: [],
    meaning,
  }) as const;

/** Every key of `shelfcast.yaml`: the parser, the JSON Schema and `init` all read this table. */
export const configKeys = {
  name: {
    kind: "text",
    maxLength: 100,
    pattern: {
      source: "^[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} ._-]*$",
      say: "letters, digits, spaces and . _ -, starting with a letter or digit",
    },
    default: "shelfcast",
    meaning: "What the data set is called in reports.",
  },
  frequency: {
    kind: "choice",
    options: frequencies,
    default: "day",
    meaning: "Length of a period.",
  },
  week_start: {
    kind: "choice",
    options: ["auto", ...weekdays, 0, 1, 2, 3, 4, 5, 6],
    default: "auto",
    meaning:
      "First day of a weekly period, 0 being Monday; auto takes the day all sales fall on, else Monday.",
  },
  horizon: {
    kind: "number",
    whole: true,
    min: 1,
    max: 1000,
    defaultByFrequency: defaultHorizon,
    meaning: "Periods forecast after the cutoff.",
  },
  quantiles: {
    kind: "list",
    of: { kind: "number", above: 0, below: 1, meaning: "A quantile level." },
    minItems: 1,
    maxItems: 99,
    rising: true,
    default: defaultQuantiles,
    meaning: "Quantile levels to forecast, rising.",
  },
  season: {
    kind: "number",
    whole: true,
    min: 1,
    max: 1000,
    defaultByFrequency: defaultSeason,
    meaning: "Periods in a season; 1 for none.",
  },
  country: {
    kind: "choice",
    options: ["none", ...countries],
    default: "none",
    meaning:
      "Country whose public holidays shoppers keep; holidays of your own go into covariates.",
  },
  target: {
    kind: "choice",
    options: ["units", "revenue", "price"],
    default: "units",
    meaning: "What is forecast.",
  },
  missing: {
    kind: "choice",
    options: ["zero", "unknown"],
    default: "zero",
    meaning: "What a period with no row means: nothing sold, or unknown.",
  },
  start: {
    kind: "choice",
    options: ["first-sale", "first-row", "data-start"],
    default: "first-sale",
    meaning: "Where a series begins: its first sale, its first row, or the data's first period.",
  },
  tables: {
    kind: "section",
    required: true,
    keys: tables,
    meaning: "The retailer's files, and which of their columns is which.",
  },
  rejects: {
    kind: "section",
    keys: {
      max_share: {
        kind: "number",
        min: 0,
        max: 1,
        default: 0.05,
        meaning: "Share of a table's rows that may be set aside before the run stops.",
      },
    },
    meaning: "What to do about rows that break the contract.",
  },
  training: { kind: "section", keys: trainingKeys, meaning: "How the network is trained." },
  reconcile: {
    kind: "section",
    keys: reconcileKeys,
    meaning: "Sums of series: total, regions, categories, locations, items.",
  },
  tuning: {
    kind: "section",
    keys: tuningKeys,
    meaning: "How settings of network and trees are searched before training.",
  },
  text: { kind: "section", keys: textKeys, meaning: "How texts become vectors." },
  supply: { kind: "section", keys: supplyKeys, meaning: "Used where the supply table is silent." },
  orders: { kind: "section", keys: orderKeys, meaning: "How orders are suggested." },
  suppliers: namedSections(supplierKeys, "When and how much each supplier takes and delivers."),
  sites: namedSections(siteKeys, "What each location holds, and what supplies it."),
  transfers: { kind: "section", keys: transferKeys, meaning: "Moving stock between locations." },
  markdowns: {
    kind: "section",
    keys: markdownKeys,
    meaning: "Lower prices for stock that would expire or overstay.",
  },
  recommendations: {
    kind: "section",
    keys: recommendationKeys,
    meaning: "What is offered to customers, and what is promoted.",
  },
  seed: {
    kind: "number",
    whole: true,
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    default: 1,
    meaning: "Same seed and inputs, same bytes.",
  },
} as const satisfies ConfigKeys;
