import { beforeAll, describe, expect, test } from "vitest";
import type { DemoItem } from "#lib/demo/catalogue.ts";
import { dateOf, demoLocations, isOpen, tradingDays, weekdayOf } from "#lib/demo/demo-calendar.ts";
import { searchRows } from "#lib/demo/searches.ts";
import { type DemoHistory, demoHistory } from "#test/support/demo/demo-year.ts";

const locations = demoLocations.length;
const dayNumbers = new Map(
  Array.from({ length: tradingDays }, (_, day) => [String(dateOf(day)), day]),
);
let demo: DemoHistory;
beforeAll(() => {
  demo = demoHistory(1);
});

const total = (values: Iterable<number>): number =>
  [...values].reduce((sum, value) => sum + value, 0);
const mean = (values: readonly number[]): number => total(values) / values.length;
const itemDemand = (item: number, day: number): number =>
  total(demoLocations.map((_, place) => demo.trueDemand[item * locations + place]?.[day] ?? 0));

/** Mean demand a day of the items that `wanted` picks, over the days it picks. */
function meanDemand(wanted: (item: number) => boolean, when: (day: number) => boolean): number {
  const items = demo.shop.items.flatMap((_, index) => (wanted(index) ? [index] : []));
  const days = Array.from({ length: tradingDays }, (_, day) => day).filter(when);
  return mean(items.map((item) => mean(days.map((day) => itemDemand(item, day)))));
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = (x: readonly number[], y: readonly number[], mx: number, my: number) =>
    total(x.map((value, i) => (value - mx) * ((y[i] as number) - my)));
  return (
    product(a, b, meanA, meanB) /
    Math.sqrt(product(a, a, meanA, meanA) * product(b, b, meanB, meanB))
  );
}

function faultsOfSale(series: number, day: number): string[] {
  const item = Math.floor(series / locations);
  const place = demoLocations[series % locations] as (typeof demoLocations)[0];
  const units = demo.sold[series]?.[day] ?? 0;
  return [
    ...(units > (demo.trueDemand[series]?.[day] ?? 0) ? ["more than was wanted"] : []),
    ...(demo.shop.rates.isSold(item, day) ? [] : ["outside its life"]),
    ...(isOpen(place, day) ? [] : ["behind closed doors"]),
  ].map((fault) => `${series} sold ${units} on day ${day}, ${fault}`);
}

/** Whether an item sold throughout, and often enough to measure. */
function isSteady({ launch, end, rate }: DemoItem): boolean {
  return launch < 0 && end >= tradingDays && rate > 0.1;
}

/** Demand of three days from `day` on. */
const threeDays = (item: number, day: number): number =>
  itemDemand(item, day) + itemDemand(item, day + 1) + itemDemand(item, day + 2);

/** Demand of the first days of deep promotions over that of a week before, for items `wanted`. */
function uplift(wanted: (elasticity: number) => boolean): number {
  let during = 0;
  let before = 0;
  for (const [item, described] of demo.shop.items.entries()) {
    if (!isSteady(described) || !wanted(described.elasticity)) continue;
    for (const day of deepStarts(item)) {
      during += threeDays(item, day);
      before += threeDays(item, day - 7);
    }
  }
  return during / before;
}

/** Days on which a promotion of a fifth or more begins. */
function deepStarts(item: number): number[] {
  const promotion = [...(demo.shop.rates.prices[item]?.promotion ?? [])];
  return promotion.flatMap((depth, day) =>
    depth >= 0.2 && day >= 7 && day < tradingDays - 3 && promotion[day - 1] === 0 ? [day] : [],
  );
}

/** Items of each basket that lie there with their complement, and how many would by chance. */
function complementsTogether(): { readonly together: number; readonly byChance: number } {
  const count = new Float64Array(demo.shop.items.length);
  for (const item of demo.baskets.flatMap((basket) => [...basket]))
    count[item] = (count[item] ?? 0) + 1;
  let together = 0;
  let byChance = 0;
  for (const basket of demo.baskets) {
    for (const item of basket) {
      const complement = demo.shop.items[item]?.complement ?? -1;
      together += basket.has(complement) ? 1 : 0;
      byChance += (count[complement] ?? 0) / demo.baskets.length;
    }
  }
  return { together, byChance };
}

/** Change of log demand over a year around a change of stars, by its direction. */
function demandAfterStars(): {
  readonly fell: readonly number[];
  readonly rose: readonly number[];
} {
  const changes = { fell: [] as number[], rose: [] as number[] };
  for (const [item, stars] of demo.shop.rates.reputation.entries()) {
    const changed = stars.findIndex((value, day) => day > 0 && value !== stars[day - 1]);
    // A year apart, so that the season is the same.
    const [before, after] = [changed - 30, changed - 30 + 364];
    const isInside = before >= 0 && after + 60 <= tradingDays;
    if (changed < 0 || !isInside || !isSteady(demo.shop.items[item] as DemoItem)) continue;
    const over = (from: number) =>
      total(Array.from({ length: 60 }, (_, i) => itemDemand(item, from + i)));
    const direction = (stars.at(-1) as number) > (stars[0] as number) ? "rose" : "fell";
    changes[direction].push(Math.log((over(after) + 1) / (over(before) + 1)));
  }
  return changes;
}

describe("the catalogue", () => {
  test("has 500 items at 4 locations, every id labelled", () => {
    expect(demo.shop.items).toHaveLength(500);
    expect(demoLocations).toHaveLength(4);
    for (const { item } of demo.shop.items) expect(item).toMatch(/^DEMO-\d{4}$/);
    expect(new Set(demo.shop.items.map(({ item }) => item)).size).toBe(500);
  });

  test("is Chinese for about three items in ten, and in both languages for one", () => {
    const share = (language: string) =>
      demo.shop.items.filter((item) => item.language === language).length / 500;
    expect(share("zh")).toBeGreaterThan(0.24);
    expect(share("zh")).toBeLessThan(0.36);
    expect(share("both")).toBeGreaterThan(0.05);
    for (const { language, title } of demo.shop.items) {
      expect(/\p{Script=Han}/u.test(title)).toBe(language !== "en");
    }
  });

  test("has launches in the last year, ended items, and items that follow others", () => {
    const launched = demo.shop.items.filter(({ launch }) => launch > tradingDays - 365);
    const ended = demo.shop.items.filter(({ end }) => end < tradingDays);
    const followers = demo.shop.items.filter(({ replaces }) => replaces >= 0);
    expect(launched).toHaveLength(50);
    expect(ended.length).toBeGreaterThan(20);
    expect(followers).toHaveLength(25);
    for (const { launch, replaces, category } of followers) {
      const before = demo.shop.items[replaces];
      expect(before?.category.path).toBe(category.path);
      expect(before?.end).toBe(launch + 14);
    }
  });

  test("words tell of demand: premium sells less than everyday, in either language", () => {
    const having = (words: RegExp) => (item: number) =>
      words.test(demo.shop.items[item]?.title ?? "");
    const always = () => true;
    expect(meanDemand(having(/Everyday|日常/), always)).toBeGreaterThan(
      2 * meanDemand(having(/Premium|尊享|Handmade|手工/), always),
    );
  });

  test("a description alone tells which items are for collectors", () => {
    const having = (words: RegExp) => (item: number) =>
      words.test(demo.shop.items[item]?.description ?? "");
    const always = () => true;
    expect(meanDemand(having(/regulars|老顾客/), always)).toBeGreaterThan(
      4 * meanDemand(having(/collectors|收藏/), always),
    );
  });
});

describe("demand", () => {
  const month =
    (...months: readonly string[]) =>
    (day: number) =>
      months.includes(dateOf(day).slice(5, 7));

  test("nothing is sold beyond demand, before launch, after the end or behind closed doors", () => {
    const faults: string[] = [];
    for (const [series, sold] of demo.sold.entries()) {
      for (let day = 0; day < tradingDays; day++) {
        if ((sold[day] as number) > 0) faults.push(...faultsOfSale(series, day));
      }
    }
    expect(faults.slice(0, 5)).toEqual([]);
    expect(demo.lines).toBeGreaterThan(500_000);
    expect(demo.lines).toBeLessThan(1_000_000);
  });

  test("empty shelves hide demand: some days in a hundred, and units with them", () => {
    const wanted = total(demo.trueDemand.map(total));
    const sold = total(demo.sold.map(total));
    expect(1 - sold / wanted).toBeGreaterThan(0.03);
    expect(1 - sold / wanted).toBeLessThan(0.2);
    const empty = total(demo.onHand.map((days) => days.filter((units) => units === 0).length));
    expect(empty / (2000 * tradingDays)).toBeGreaterThan(0.01);
  });

  test("promotions lift sales, and more so where customers mind the price", () => {
    const [dull, keen] = [uplift((e) => e < 1.9), uplift((e) => e > 2.7)];
    expect(dull).toBeGreaterThan(1.3);
    expect(keen).toBeGreaterThan(dull + 0.3);
  });

  test.each([
    [/Christmas|圣诞/, ["12"], ["03", "07"]],
    [/Summer|夏日/, ["07"], ["01"]],
    [/Winter|冬季/, ["01"], ["07"]],
    [/Spring Festival|春节/, ["01", "02"], ["05", "10"]],
  ])("%s in a title means a season", (words, high, low) => {
    const items = (item: number) => words.test(demo.shop.items[item]?.title ?? "");
    expect(meanDemand(items, month(...high))).toBeGreaterThan(2 * meanDemand(items, month(...low)));
  });

  test("weekends are busier for board games than for notebooks", () => {
    const ratio = (path: string) => {
      const items = (item: number) => demo.shop.items[item]?.category.path === path;
      return (
        meanDemand(items, (day) => weekdayOf(day) === 5) /
        meanDemand(items, (day) => weekdayOf(day) === 2)
      );
    };
    expect(ratio("toys/games/board games")).toBeGreaterThan(
      1.4 * ratio("stationery/paper/notebooks"),
    );
  });

  test("some series sell in most weeks, some once in a while, some by the case", () => {
    const daysSold = demo.sold.map((days) => days.filter((units) => units > 0).length);
    expect(daysSold.filter((days) => days > 365).length).toBeGreaterThan(100);
    expect(daysSold.filter((days) => days > 0 && days < 40).length).toBeGreaterThan(100);
    const cases = demo.shop.items.flatMap(({ audience }, item) =>
      audience.extraUnits > 5 ? [item] : [],
    );
    const sizes = cases.flatMap((item) =>
      [...(demo.trueDemand[item * locations] ?? [])].filter((u) => u > 0),
    );
    expect(mean(sizes)).toBeGreaterThan(8);
  });

  test("searches for coffee rise ten days before its demand does", () => {
    const path = "food/tea & coffee/coffee";
    const searches = new Float64Array(tradingDays);
    for (const [date, query, count] of searchRows(demo.shop)) {
      const day = dayNumbers.get(String(date)) ?? -1;
      if (query === "ground coffee") searches[day] = Number(count);
    }
    const demand = Array.from({ length: tradingDays }, (_, day) =>
      total(
        demo.shop.items.map((item, i) => (item.category.path === path ? itemDemand(i, day) : 0)),
      ),
    );
    const week = (values: ArrayLike<number>, day: number) =>
      total(Array.from({ length: 7 }, (_, i) => values[day - 3 + i] as number));
    const days = Array.from({ length: tradingDays - 60 }, (_, i) => i + 30);
    const shifted = (shift: number) =>
      correlation(
        days.map((day) => week(searches, day)),
        days.map((day) => week(demand, day + shift)),
      );
    expect(shifted(10)).toBeGreaterThan(0.4);
    expect(shifted(10)).toBeGreaterThan(shifted(0));
    expect(shifted(0)).toBeGreaterThan(shifted(-10));
  });

  test("good reviews come before more demand", () => {
    const { rose, fell } = demandAfterStars();
    expect(mean(rose)).toBeGreaterThan(mean(fell) + 0.4);
  });
});

describe("customers", () => {
  test("complements are bought together far more often than chance", () => {
    const { together, byChance } = complementsTogether();
    expect(together / byChance).toBeGreaterThan(5);
  });

  test("several thousand come, come back to what they bought, and have a taste", () => {
    const known = [...demo.purchases]
      .filter(([shopper]) => shopper >= 0)
      .map(([, bought]) => bought);
    expect(known.length).toBeGreaterThan(3000);
    const lines = total(known.map((bought) => total(bought.values())));
    const repeats = total(
      known.map((bought) => total([...bought.values()].map((times) => times - 1))),
    );
    expect(repeats / lines).toBeGreaterThan(0.25);
    const shares = known.map((bought) => {
      const tops = new Map<string, number>();
      for (const [item, times] of bought) {
        const top = demo.shop.items[item]?.category.path.split("/")[0] ?? "";
        tops.set(top, (tops.get(top) ?? 0) + times);
      }
      return { food: (tops.get("food") ?? 0) / total(tops.values()), lines: total(tops.values()) };
    });
    const busy = shares.filter(({ lines }) => lines > 20).map(({ food }) => food);
    const spread = Math.sqrt(mean(busy.map((share) => (share - mean(busy)) ** 2)));
    expect(spread).toBeGreaterThan(0.15);
  });
});
