import { InterestCounts } from "#lib/marketing/interest.ts";
import { QueryMatcher } from "#lib/marketing/match-queries.ts";
import type { PromotionHistory } from "#lib/marketing/promotion-lift.ts";
import { QueryWords } from "#lib/marketing/query-words.ts";
import type { ColumnChunk } from "#lib/tables/column-chunk.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { splitWords } from "#lib/text/split-words.ts";
import type { Catalogue } from "./catalogue.ts";
import type { IngestedFiles } from "./ingested-files.ts";
import { readPromotions } from "./read-promotions.ts";

/** Weeks of interest that are kept. */
const weeksKept = 52;

/** What was sold and sought, by item. */
export interface Demand {
  /** [items] over the last stretch of `days`, and the one before. */
  readonly unitsRecent: Float64Array;
  readonly unitsBefore: Float64Array;
  readonly promotions: readonly PromotionHistory[] | undefined;
  /** Undefined where nobody's searches or looks are known. */
  readonly interest: InterestCounts | undefined;
  readonly words: QueryWords;
}

/** @param lastDay epoch day of the cutoff; @param days of a stretch */
export async function readDemand(
  duckdb: Duckdb,
  files: IngestedFiles,
  catalogue: Catalogue,
  { lastDay, days }: { readonly lastDay: number; readonly days: number },
): Promise<Demand> {
  const number = new Map(catalogue.item.map((item, place) => [item, place]));
  const stretch = { lastDay, days };
  const sold = await readSold(duckdb, await files.sales(), number, stretch);
  return {
    ...sold,
    promotions: await readPromotions(duckdb, files, number, lastDay),
    ...(await readInterest(duckdb, files, catalogue, number, stretch)),
  };
}

type Numbers = ReadonlyMap<string, number>;
type Stretch = Parameters<typeof readDemand>[3];

async function readSold(
  duckdb: Duckdb,
  sales: string,
  number: Numbers,
  { lastDay, days }: Stretch,
) {
  const [unitsRecent, unitsBefore] = [new Float64Array(number.size), new Float64Array(number.size)];
  const age = `${lastDay} - (date - DATE '1970-01-01')`;
  const query = `SELECT item, coalesce(sum(units) FILTER (age < ${days}), 0)::DOUBLE AS recent,
      coalesce(sum(units) FILTER (age >= ${days} AND age < ${2 * days}), 0)::DOUBLE AS before
    FROM (SELECT *, ${age} AS age FROM ${sales}) WHERE age >= 0 GROUP BY item`;
  for await (const chunk of duckdb.stream(query)) {
    const [items, recent, before] = [
      chunk.texts("item"),
      chunk.numbers("recent"),
      chunk.numbers("before"),
    ];
    for (let r = 0; r < chunk.rowCount; r++) {
      const item = number.get(items[r] ?? "");
      if (item === undefined) continue;
      unitsRecent[item] = recent[r] ?? 0;
      unitsBefore[item] = before[r] ?? 0;
    }
  }
  return { unitsRecent, unitsBefore };
}

async function readInterest(
  duckdb: Duckdb,
  files: IngestedFiles,
  catalogue: Catalogue,
  number: Numbers,
  { lastDay, days }: Stretch,
): Promise<Pick<Demand, "interest" | "words">> {
  const interest = new InterestCounts(number.size, weeksKept, lastDay);
  const words = new QueryWords(lastDay, days);
  const queries = await interestQueries(files);
  if (queries.length === 0) return { interest: undefined, words };
  const matcher = new QueryMatcher(catalogue.words);
  const meantBy = (item: string, query: string): readonly number[] => {
    const named = number.get(item);
    return named === undefined ? matcher.match(splitWords(query)) : [named];
  };
  for await (const chunk of duckdb.stream(`${queries.join(" UNION ALL ")} ORDER BY ALL`)) {
    eachWish(chunk, meantBy, (item, query, day, count) => {
      interest.add(item, day, count);
      if (query !== "") words.add(item, query, day, count);
    });
  }
  return { interest, words };
}

/** A search for several items counts for each in part. */
function eachWish(
  chunk: ColumnChunk,
  meantBy: (item: string, query: string) => readonly number[],
  visit: (item: number, query: string, day: number, count: number) => void,
): void {
  const [items, typed] = [chunk.texts("item"), chunk.texts("query")];
  const [dates, counts] = [chunk.dates("date"), chunk.numbers("count")];
  for (let r = 0; r < chunk.rowCount; r++) {
    const query = typed[r] ?? "";
    const meant = meantBy(items[r] ?? "", query);
    const [day, each] = [dates[r] as number, (counts[r] as number) / meant.length];
    for (const item of meant) visit(item, query, day, each);
  }
}

/** Searches, and looks and carts, as {item, query, date, count}. */
async function interestQueries(files: IngestedFiles): Promise<string[]> {
  const [searches, interactions] = [
    await files.table("searches"),
    await files.table("interactions"),
  ];
  const item = files.has("searches", "item") ? "item" : "NULL";
  const count = files.has("searches", "count") ? "sum(coalesce(count, 1))" : "count(*)";
  const looks = files.has("interactions", "kind") && interactions !== undefined;
  return [
    ...(searches
      ? [
          `SELECT ${item}::VARCHAR AS item, lower(query) AS query, date, ${count}::DOUBLE AS count
           FROM ${searches} GROUP BY 1, 2, 3`,
        ]
      : []),
    ...(looks
      ? [
          `SELECT item, '' AS query, date, count(*)::DOUBLE AS count FROM ${interactions}
           WHERE kind IN (${sqlText("view")}, ${sqlText("cart")}) GROUP BY 1, 3`,
        ]
      : []),
  ];
}
