import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { learnSentiment, type RatedText } from "#lib/text/sentiment.ts";
import { printTable } from "./print-table.ts";

interface Review extends RatedText {
  readonly item: string;
}

/** Stars of real reviews, every fifth held back, told by their words and by what others gave the item. */
export async function benchReviews(): Promise<void> {
  const data = process.env.SHELFCAST_DATA;
  if (data === undefined) throw new Error("SHELFCAST_DATA names no folder of public data.");
  const reviews = await readReviews(data);
  const learned = reviews.filter((_, i) => i % 5 !== 0);
  const held = reviews.filter((_, i) => i % 5 === 0);
  const began = performance.now();
  const sentiment = learnSentiment(learned);
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${learned.length} reviews learned in ${seconds.toFixed(1)} s, ${held.length} held back\n`,
  );
  const mean = learned.reduce((sum, { stars }) => sum + stars, 0) / learned.length;
  const ofItem = itemMeans(learned, mean);
  const ways: Readonly<Record<string, (review: Review) => number>> = {
    words: ({ text }) => sentiment?.starsOf(text) ?? mean,
    "mean of the item's stars": ({ item }) => ofItem.get(item) ?? mean,
    "mean of all stars": () => mean,
  };
  printTable(
    ["stars told by", "AUC of 4 stars or more", "root mean square error", "mean error"],
    Object.entries(ways).map(([name, tell]) => [name, ...scores(held, tell)]),
  );
}

async function readReviews(data: string): Promise<Review[]> {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-bench-"));
  const settings = { threads: 2, memoryMegabytes: 500, folders: [folder, data] };
  const path = join(data, "catalogue-text", "clothing-reviews.csv.gz");
  try {
    return await withDuckdb({ ...settings, tempFolder: join(folder, "tmp") }, async (duckdb) => {
      const rows = await duckdb.rows(`SELECT "Clothing ID" AS item, Rating AS stars,
          coalesce(Title || '. ', '') || "Review Text" AS text
        FROM read_csv(${sqlText(path)}) WHERE "Review Text" IS NOT NULL`);
      return rows.map(({ item, stars, text }) => ({
        ...{ item: String(item), stars: Number(stars), text: String(text) },
      }));
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Drawn towards the mean of all as by ten reviews of it. */
function itemMeans(reviews: readonly Review[], mean: number): ReadonlyMap<string, number> {
  const sums = new Map<string, [stars: number, count: number]>();
  for (const { item, stars } of reviews) {
    const [sum, count] = sums.get(item) ?? [10 * mean, 10];
    sums.set(item, [sum + stars, count + 1]);
  }
  return new Map([...sums].map(([item, [sum, count]]) => [item, sum / count]));
}

function scores(held: readonly Review[], tell: (review: Review) => number): string[] {
  const told = held.map((review) => ({ stars: review.stars, guess: tell(review) }));
  const mean = (of: (one: (typeof told)[number]) => number) =>
    told.reduce((sum, one) => sum + of(one), 0) / told.length;
  const square = mean(({ stars, guess }) => (stars - guess) ** 2);
  const absolute = mean(({ stars, guess }) => Math.abs(stars - guess));
  return [areaUnderCurve(told), Math.sqrt(square), absolute].map((score) => score.toFixed(3));
}

/** Probability that a review of 4 stars or more is told more stars than another: Mann & Whitney 1947, ties half. */
function areaUnderCurve(
  told: readonly { readonly stars: number; readonly guess: number }[],
): number {
  const guesses = (isGood: boolean) =>
    told
      .filter(({ stars }) => stars >= 4 === isGood)
      .map(({ guess }) => guess)
      .sort((a, b) => a - b);
  const [good, other] = [guesses(true), guesses(false)];
  let [below, equal, wins] = [0, 0, 0];
  for (const guess of good) {
    while ((other[below] ?? Number.POSITIVE_INFINITY) < guess) below++;
    equal = Math.max(equal, below);
    while ((other[equal] ?? Number.POSITIVE_INFINITY) <= guess) equal++;
    wins += below + (equal - below) / 2;
  }
  return wins / (good.length * other.length);
}
