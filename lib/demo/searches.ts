import { seededRandom } from "#lib/domain/random.ts";
import { demoCategories, type Phrase } from "./categories.ts";
import { dateOf, tradingDays } from "./demo-calendar.ts";
import { searchLead } from "./interest.ts";
import { poisson } from "./pick.ts";
import type { Row } from "./table.ts";
import type { DemoShop } from "./trading.ts";
import { themes } from "./wording.ts";
import { yearCurve } from "./year-shapes.ts";

/** Mean searches a day for the most sought noun of a category in English. */
const usualCount = 14;

/**
 * date, query, count: what people typed, days before they buy. Queries name no item: they have to be
 * matched by their words.
 */
export function* searchRows({ rates, seed }: DemoShop): Generator<Row> {
  const random = seededRandom(seed, "demo/searches");
  const curves = demoCategories.map(({ year }) => yearCurve(year, searchLead));
  const feasts = themes.flatMap(({ year, en, zh }) =>
    year === undefined
      ? []
      : [{ en: `${en.toLowerCase()} gifts`, zh: `${zh}礼物`, curve: yearCurve(year, searchLead) }],
  );
  for (let day = 0; day < tradingDays; day++) {
    const ahead = day + searchLead;
    const row = (query: string, mean: number): Row => [dateOf(day), query, poisson(random, mean)];
    for (const [index, { nouns }] of demoCategories.entries()) {
      const interest = rates.interest[index]?.[ahead] ?? 0;
      const mean = usualCount * (curves[index]?.[ahead] ?? 1) * Math.exp(interest);
      const [first, second] = nouns as readonly [Phrase, Phrase];
      yield row(first.en.toLowerCase(), mean);
      yield row(second.en.toLowerCase(), 0.6 * mean);
      yield row(first.zh, 0.4 * mean);
    }
    for (const { en, zh, curve } of feasts) {
      yield row(en, 5 * (curve[ahead] ?? 0));
      yield row(zh, 2 * (curve[ahead] ?? 0));
    }
  }
}
