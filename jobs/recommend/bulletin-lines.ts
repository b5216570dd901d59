import { fromEpochDay, toEpochDay } from "#lib/domain/business-date.ts";
import { bulletinText, changeOf } from "#lib/marketing/bulletin.ts";
import { csvLine, csvText } from "#lib/publication/csv-text.ts";
import { numberText } from "#lib/publication/number-text.ts";
import type { Insights } from "./insights.ts";
import { categoriesOf, interestIn } from "./interest-lines.ts";

export const bulletinColumns = [
  "category",
  "from",
  "to",
  "units_recent",
  "units_before",
  "units_change",
  "interest_recent",
  "interest_change",
  "words",
  "text",
] as const;

const mostRisers = 3;
const mostWords = 5;

/** What moved, category by category, over the last stretch as long as the horizon. */
export function* bulletinLines(insights: Insights): Generator<string> {
  const { night, days } = insights;
  const last = toEpochDay(night.dataset.cutoff);
  const [from, to] = [fromEpochDay(last - days + 1), night.dataset.cutoff];
  for (const [category, items] of categoriesOf(night.catalogue.category)) {
    const trend = trendOf(insights, category, items);
    const { unitsRecent, unitsBefore, interestRecent, interestBefore } = trend;
    const stretch = days === 1 ? "day" : `${days} days`;
    yield csvLine([
      ...[category, from, to].map(csvText),
      ...[unitsRecent, unitsBefore, changeOf(unitsRecent, unitsBefore)].map(numberText),
      ...[interestRecent, changeOf(interestRecent, interestBefore)].map(numberText),
      csvText(trend.words.join("; ")),
      csvText(bulletinText(trend, stretch)),
    ]);
  }
}

function trendOf(insights: Insights, category: string, items: readonly number[]) {
  const { unitsRecent, unitsBefore, words } = insights.demand;
  const { recent, before, expected } = interestIn(insights, items);
  const growth = (item: number) => (unitsRecent[item] as number) - (unitsBefore[item] as number);
  const total = (values: Float64Array) =>
    items.reduce((sum, item) => sum + (values[item] as number), 0);
  const risers = items
    .filter((item) => growth(item) > 0)
    .sort((a, b) => growth(b) - growth(a) || a - b)
    .slice(0, mostRisers);
  return {
    category,
    unitsRecent: total(unitsRecent),
    unitsBefore: total(unitsBefore),
    interestRecent: recent,
    interestBefore: before,
    interestExpected: expected,
    risers: risers.map((item) => insights.night.catalogue.name[item] as string),
    words: words.rising(items, mostWords),
  };
}
