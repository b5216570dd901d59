import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { learnSentiment, type RatedText, type Sentiment } from "#lib/text/sentiment.ts";
import type { EventSource } from "./event-sources.ts";

/** Rated reviews that are learned from at most. */
const mostLearned = 50_000;

/**
 * Writes the stars that reviews without any give in words, as NDJSON of {item, date, rating}.
 *
 * @param before the day that begins what sentiment may not have read: validation starts there
 * @returns reviews told so; 0 where too few have both words and stars
 */
export async function tellStars(
  duckdb: Duckdb,
  { path, columns }: EventSource,
  before: BusinessDate,
  to: string,
): Promise<number> {
  if (!columns.has("text")) return 0;
  const rows = `read_parquet(${sqlText(path)})`;
  const sentiment = learnSentiment(await ratedReviews(duckdb, rows, before));
  return sentiment ? await writeStars(duckdb, rows, sentiment, to) : 0;
}

async function ratedReviews(duckdb: Duckdb, rows: string, before: BusinessDate) {
  const rated: RatedText[] = [];
  const query = `SELECT text, CAST(rating AS DOUBLE) AS rating FROM ${rows}
    WHERE rating IS NOT NULL AND text IS NOT NULL AND date < DATE ${sqlText(before)}
    ORDER BY hash(text), text, rating LIMIT ${mostLearned}`;
  for await (const chunk of duckdb.stream(query)) {
    const stars = chunk.numbers("rating");
    for (const [r, text] of chunk.texts("text").entries()) {
      rated.push({ text: text ?? "", stars: stars[r] as number });
    }
  }
  return rated;
}

async function writeStars(
  duckdb: Duckdb,
  rows: string,
  sentiment: Sentiment,
  to: string,
): Promise<number> {
  const out = createWriteStream(to);
  const query = `SELECT item, CAST(date AS VARCHAR) AS day, text FROM ${rows}
    WHERE rating IS NULL AND text IS NOT NULL ORDER BY item, date, text`;
  let told = 0;
  for await (const chunk of duckdb.stream(query)) {
    const [items, days] = [chunk.texts("item"), chunk.texts("day")];
    let lines = "";
    for (const [r, text] of chunk.texts("text").entries()) {
      const rating = sentiment.starsOf(text ?? "");
      if (rating === undefined) continue;
      lines += `${JSON.stringify({ item: items[r], date: days[r], rating })}\n`;
      told += 1;
    }
    if (!out.write(lines)) await once(out, "drain");
  }
  out.end();
  await finished(out);
  return told;
}
