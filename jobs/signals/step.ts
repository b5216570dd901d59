import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readItemTexts } from "#lib/candidates/item-texts.ts";
import { preparedShards, readPreparedDataset } from "#lib/candidates/read-shards.ts";
import { validationCutoffs } from "#lib/candidates/validation-windows.ts";
import { shardKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import {
  type SignalName,
  type SignalsDescription,
  signalNames,
  signalsKey,
} from "#lib/contracts/signals.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { periodDate } from "#lib/domain/period.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { encodeSignals } from "#lib/lake/signal-shards.ts";
import type { Step, StepContext, StepCounts } from "#lib/run/step.ts";
import type { ReviewCounts } from "#lib/signals/review-opinion.ts";
import { type Duckdb, withDuckdb } from "#lib/tables/duckdb.ts";
import { periodCount, readGrid } from "./event-grid.ts";
import { type EventSources, fetchEvents } from "./event-sources.ts";
import { eventTables, makeReviewEvents, makeSearchEvents } from "./event-tables.ts";
import { expectLevels } from "./expect-levels.ts";
import { matchSearches } from "./match-searches.ts";
import { readLikeness, type StandingLikeness } from "./read-likeness.ts";
import { readRelated } from "./related-items.ts";
import { shardSignals } from "./shard-signals.ts";
import { tellStars } from "./tell-stars.ts";

/** Searches and reviews in, what they say of each series over time out. */
export const signalsStep: Step = {
  name: "signals",
  needs: ["ingest", "prepare"],
  version: 5,
  settings: ({ text }) => ({ encoder: text.encoder }),
  run: makeSignals,
};

async function makeSignals(context: StepContext): Promise<StepCounts> {
  const { lake, run, scratch, threads, signal } = context;
  await mkdir(scratch, { recursive: true });
  const dataset = await readPreparedDataset(lake, run);
  const { items, texts } = await readItemTexts(lake, run);
  const sources = await fetchEvents(context, items);
  const names = namesOf(sources, dataset);
  const settings = { threads, memoryMegabytes: 400, folders: [scratch], signal };
  const tempFolder = join(scratch, "duckdb");
  const counts = await withDuckdb({ ...settings, tempFolder }, async (duckdb) => {
    const matched = await makeEvents(context, duckdb, dataset, sources, texts);
    await writeShards(context, duckdb, dataset, names);
    const likeness = await readLikeness(context, await readRelated(context, duckdb, sources));
    return { ...matched, ...(await expectAll(context, dataset, likeness, items.length)) };
  });
  const description: SignalsDescription = { names };
  await writeJson(lake, signalsKey(run), description);
  return { signals: names.length, ...counts };
}

/** Levels as of the cutoff, and as of those at which the candidates of training are tried. */
async function expectAll(
  context: StepContext,
  dataset: DatasetDescription,
  likeness: StandingLikeness,
  items: number,
): Promise<StepCounts> {
  const cutoffs = [...validationCutoffs(dataset), dataset.cutoffPeriod];
  let explained = 0;
  for (const cutoff of cutoffs) {
    explained = await expectLevels(context, dataset, cutoff, { likeness, items });
  }
  return { "% of levels told by likeness": Math.round(100 * explained) };
}

/** A covariate that the shop itself gives under a name keeps it. */
function namesOf(
  { searches, reviews }: EventSources,
  { known, past }: DatasetDescription,
): SignalName[] {
  const has = { search_interest: searches !== undefined, review_opinion: reviews !== undefined };
  return signalNames.filter((name) => has[name] && !known.includes(name) && !past.includes(name));
}

async function makeEvents(
  { scratch }: StepContext,
  duckdb: Duckdb,
  dataset: DatasetDescription,
  { items, searches, reviews }: EventSources,
  texts: readonly string[],
): Promise<StepCounts> {
  const told = join(scratch, "stars.ndjson");
  const inWords = reviews ? await tellStars(duckdb, reviews, firstValidated(dataset), told) : 0;
  if (reviews) {
    await makeReviewEvents(duckdb, reviews, { items, told: inWords > 0 ? told : undefined });
  }
  const counts = inWords > 0 ? { "stars told by words": inWords } : {};
  if (!searches) return counts;
  const matches = join(scratch, "matches.ndjson");
  const queries = await matchSearches(duckdb, searches, texts, matches);
  await makeSearchEvents(duckdb, searches, { items, matches });
  return { ...counts, "queries matched": queries };
}

/** The day that begins what candidates are tried on: what they read may have learned nothing from it on. */
function firstValidated(dataset: DatasetDescription): BusinessDate {
  const last = validationCutoffs(dataset).at(-1) ?? dataset.cutoffPeriod;
  return periodDate(last + 1, dataset.calendar);
}

async function writeShards(
  { lake, run, signal, progress }: StepContext,
  duckdb: Duckdb,
  dataset: DatasetDescription,
  names: readonly SignalName[],
): Promise<void> {
  if (names.length === 0) return;
  const isReviewed = names.includes("review_opinion");
  const allReviews = await readAllReviews(duckdb, dataset, isReviewed);
  const making = { names, periods: dataset, allReviews };
  for await (const shard of preparedShards(lake, run, dataset.shardCount)) {
    signal.throwIfAborted();
    const made = await shardSignals(duckdb, shard, making);
    await lake.write(shardKey(run, "signals", shard.shard), encodeSignals(shard, made));
    progress.report(shard.shard + 1, dataset.shardCount);
  }
}

async function readAllReviews(
  duckdb: Duckdb,
  dataset: DatasetDescription,
  isReviewed: boolean,
): Promise<ReviewCounts> {
  const none = () => new Float64Array(periodCount(dataset));
  if (!isReviewed) return { reviews: none(), stars: none() };
  const query = `SELECT 0 AS number, date, sum(reviews) AS reviews, sum(stars ORDER BY stars) AS stars
    FROM ${eventTables.reviews} GROUP BY date ORDER BY date`;
  const grid = await readGrid(duckdb, query, ["reviews", "stars"], dataset);
  const [reviews = none(), stars = none()] = grid.get(0) ?? [];
  return { reviews, stars };
}
