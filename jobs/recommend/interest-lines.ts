import { changeOf } from "#lib/marketing/bulletin.ts";
import { type Interest, interestOf } from "#lib/marketing/interest.ts";
import { csvLine, csvText } from "#lib/publication/csv-text.ts";
import { numberText } from "#lib/publication/number-text.ts";
import type { Insights } from "./insights.ts";

export const interestColumns = [
  "level",
  "item",
  "title",
  "category",
  "interest_before",
  "interest_recent",
  "interest_expected",
  "interest_change",
  "units_recent",
  "units_per_interest",
  "customer_purchases_expected",
  "promotion_lift",
  "promotion_lift_from",
] as const;

/** Items, then categories: how much they are sought, and what comes of it. */
export function* interestLines(insights: Insights): Generator<string> {
  const { catalogue } = insights.night;
  for (const [item, id] of catalogue.item.entries()) {
    const [title, category] = [catalogue.name[item] as string, catalogue.category[item] as string];
    yield line(insights, ["item", id, title, category], [item]);
  }
  for (const [category, items] of categoriesOf(catalogue.category)) {
    yield line(insights, ["category", "", "", category], items);
  }
}

/** Named categories in the order of their names, with the numbers of their items. */
export function categoriesOf(category: readonly string[]): [string, number[]][] {
  const groups = Map.groupBy(category.keys(), (item) => category[item] as string);
  return [...groups].filter(([name]) => name !== "").sort(([a], [b]) => (a < b ? -1 : 1));
}

const none: Interest = { recent: Number.NaN, before: Number.NaN, expected: Number.NaN };

/** Of several items together. */
export function interestIn({ demand, days, rate }: Insights, items: readonly number[]): Interest {
  const { interest } = demand;
  if (interest === undefined) return none;
  const series = new Float32Array(interest.weeks);
  for (const item of items) {
    for (const [week, count] of interest.of(item).entries()) {
      series[week] = (series[week] as number) + count;
    }
  }
  return interestOf(series, Math.max(1, Math.round(days / 7)), rate);
}

function line(insights: Insights, names: readonly string[], items: readonly number[]): string {
  const { demand, sums, lifts } = insights;
  const { recent, before, expected } = interestIn(insights, items);
  const total = (values: ArrayLike<number>) =>
    items.reduce((sum, item) => sum + (values[item] as number), 0);
  const units = total(demand.unitsRecent);
  const lift = lifts && mean(items.map((item) => lifts[item]?.lift as number));
  const from = items.length === 1 ? lifts?.[items[0] as number]?.from : undefined;
  const numbers = [before, recent, expected, changeOf(expected, recent), units];
  return csvLine([
    ...names.map(csvText),
    ...numbers.map(numberText),
    numberText(recent > 0 ? units / recent : Number.NaN),
    numberText(total(sums.expected)),
    numberText(lift ?? Number.NaN),
    from ?? "",
  ]);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
