import { LineCounter, parseDocument, type YAMLError } from "yaml";
import type { Config, CovariateSource, TableSource } from "./config.ts";
import { type ConfigIssue, InvalidConfigError } from "./config-issue.ts";
import type { SectionValue } from "./config-key.ts";
import { configKeys } from "./config-keys.ts";
import { checkTogether } from "./cross-checks.ts";
import { toMarkdowns, toOrders, toSite, toSupplier, toSupply } from "./order-config.ts";
import { quantileNames } from "./quantile-names.ts";
import { readDocument } from "./read-value.ts";
import type { Reading } from "./reading.ts";
import { toTuning } from "./tuning-keys.ts";
import { weekdays } from "./weekdays.ts";

type Written = SectionValue<typeof configKeys>;

/**
 * `shelfcast.yaml` with every default filled in.
 *
 * @param file the name that errors give, with line and column
 */
export function parseConfig(text: string, file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults = [...document.errors, ...document.warnings].map((e) => syntaxIssue(e, lines));
  if (faults.length > 0) throw new InvalidConfigError(file, faults);
  const reading: Reading = { document, lines, text, offsets: new Map(), issues: [] };
  const written = readDocument(reading, configKeys);
  if (reading.issues.length === 0) checkTogether(reading, written);
  if (reading.issues.length > 0) throw new InvalidConfigError(file, inOrder(reading.issues));
  return toConfig(written, quantileNames(reading, written.quantiles));
}

function syntaxIssue(error: YAMLError, lines: LineCounter): ConfigIssue {
  const { line, col } = lines.linePos(error.pos[0]);
  const duplicate = error.code === "DUPLICATE_KEY";
  return {
    code: "syntax",
    line,
    column: col,
    path: "",
    problem: duplicate ? "A key is written twice." : `Not YAML: ${error.message}.`,
    remedy: duplicate ? "Keep one of them." : "Mend the line; spaces, not tabs, indent YAML.",
  };
}

const inOrder = (issues: readonly ConfigIssue[]): ConfigIssue[] =>
  issues.toSorted((a, b) => a.line - b.line || a.column - b.column);

function toConfig(written: Written, quantileNames: readonly string[]): Config {
  const { frequency, tables, training, text, supply, orders, rejects } = written;
  return {
    name: written.name,
    frequency,
    weekStart: toWeekStart(written.week_start),
    horizon: written.horizon ?? configKeys.horizon.defaultByFrequency[frequency],
    quantiles: written.quantiles,
    quantileNames,
    season: written.season ?? configKeys.season.defaultByFrequency[frequency],
    country: written.country === "none" ? undefined : written.country,
    target: written.target,
    missing: written.missing,
    start: written.start,
    tables: toTables(tables),
    rejects: { maxShare: rejects.max_share },
    training: toTraining(training),
    reconcile: written.reconcile,
    tuning: toTuning(written.tuning),
    text: toText(text),
    supply: toSupply(supply),
    orders: toOrders(orders),
    suppliers: written.suppliers.map(toSupplier),
    sites: written.sites.map(toSite),
    transfers: written.transfers,
    markdowns: toMarkdowns(written.markdowns),
    recommendations: toRecommendations(written.recommendations),
    seed: written.seed,
  };
}

const toRecommendations = (written: Written["recommendations"]): Config["recommendations"] => ({
  length: written.length,
  onlyInStock: written.only_in_stock === "yes",
  marginWeight: written.margin_weight,
  diversity: written.diversity,
  newItems: written.new_items,
  maxExposure: written.max_exposure,
  blockedWords: written.blocked_words,
  blockedCategories: written.blocked_categories,
  approve: written.approve === "yes",
  promotionBudget: written.promotion_budget,
  promotionDiscount: written.promotion_discount,
});

function toText(written: Written["text"]): Config["text"] {
  const { encoder, if_unusable: ifUnusable, fine_tuning: method, precision, ...keys } = written;
  const { learning_rate: learningRate, warm_up: warmUp, masked_copies: copies, ...alike } = keys;
  const maskedCopies = copies === "yes";
  return {
    encoder,
    ifUnusable,
    precision,
    fineTuning: { method, learningRate, warmUp, maskedCopies, ...alike },
  };
}

const toTraining = ({
  keep_for,
  coverage_band,
  falls_with,
  ...others
}: Written["training"]): Config["training"] => ({
  ...others,
  fallsWith: falls_with,
  keepFor: keep_for,
  coverageBand: coverage_band,
});

function toWeekStart(written: Written["week_start"]): Config["weekStart"] {
  return typeof written === "number" || written === "auto" ? written : weekdays.indexOf(written);
}

function toTables(tables: Written["tables"]): Config["tables"] {
  return {
    sales: toSource(tables.sales),
    items: tables.items.map(toSource),
    locations: tables.locations.map(toSource),
    covariates: tables.covariates.map(toCovariates),
    reviews: tables.reviews.map(toSource),
    searches: tables.searches.map(toSource),
    interactions: tables.interactions.map(toSource),
    stock: tables.stock.map(toSource),
    supply: tables.supply.map(toSource),
    relations: tables.relations.map(toSource),
  };
}

/** A source without a `where` still has the property, so that every config prints alike. */
const toSource = ({ files, columns, where }: Written["tables"]["sales"]): TableSource => ({
  files,
  columns,
  where,
});

/** A covariate that `columns` does not map is the source column of its own name. */
function toCovariates(written: Written["tables"]["covariates"][number]): CovariateSource {
  const { files, columns, where, known, past } = written;
  const unmapped = [...known, ...past].filter((name) => columns[name] === undefined);
  const own = Object.fromEntries(unmapped.map((name) => [name, name]));
  return { files, columns: { ...columns, ...own }, where, known, past };
}
