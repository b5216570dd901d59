import { type Random, seededRandom } from "#lib/domain/random.ts";
import { type DemoCategory, demoCategories } from "./categories.ts";
import { tradingDays } from "./demo-calendar.ts";
import { type ItemLanguage, type ItemWords, itemDescription, itemTitle } from "./item-text.ts";
import { between, pick, pickWeighted, wholeBetween } from "./pick.ts";
import { type Audience, audiences, brands, qualities, themes } from "./wording.ts";
import type { YearShape } from "./year-shapes.ts";

export const itemCount = 500;

/** One item: what planners see of it, and the truth its demand is drawn from. */
export interface DemoItem {
  readonly item: string;
  readonly title: string;
  readonly description: string;
  readonly language: ItemLanguage;
  readonly brand: string;
  readonly category: DemoCategory;
  readonly year: YearShape;
  readonly audience: Audience;
  /** Money for a unit when nothing is on offer. */
  readonly listPrice: number;
  /** Lines a day at an average location on an average day. */
  readonly rate: number;
  /** ε: a price 1 % lower sells about ε % more. */
  readonly elasticity: number;
  /** Change of log demand a year. */
  readonly trend: number;
  /** First and last day of sale; outside the data where it was there before or goes on. */
  readonly launch: number;
  readonly end: number;
  /** Index of the item it follows, -1 where none. */
  readonly replaces: number;
  /** Index of the item bought with it, -1 where none. */
  readonly complement: number;
}

/** Sets the lines of two years to about 650,000. */
const trade = 0.75;

/** The last tenth of the catalogue is launched in the last year, half of it in place of another. */
const launchedItems = 50;
const endedItems = 15;

/** Items of categories in turn, so that each has the same number. */
export function demoCatalogue(seed: number): readonly DemoItem[] {
  const random = seededRandom(seed, "demo/catalogue");
  const items: DemoItem[] = [];
  for (let index = 0; index < itemCount; index++) items.push(newItem(index, items, random));
  return items.map((item, index) => ({ ...item, ...fateOf(index, items) }));
}

function newItem(index: number, before: readonly DemoItem[], random: Random): DemoItem {
  const category = demoCategories[index % demoCategories.length] as DemoCategory;
  const quality = pickWeighted(random, qualities);
  const brand = pick(random, brands);
  const audience = pickWeighted(random, audiences);
  const theme = pickWeighted(random, themes);
  const size = wholeBetween(random, 0, category.sizes.length - 1);
  const words: ItemWords = {
    language: pickLanguage(random),
    noun: pick(random, category.nouns),
    size: category.sizes[size] as string,
    brand,
    theme,
    quality,
    audience,
  };
  const price = category.price * quality.price * brand.price * 1.7 ** (size - 1);
  const luck = Math.exp(0.5 * random.normal());
  return {
    item: `DEMO-${String(index + 1).padStart(4, "0")}`,
    title: itemTitle(words),
    description: itemDescription(words, random),
    language: words.language,
    brand: brand.en,
    category,
    year: theme.year ?? category.year,
    audience,
    listPrice: Math.max(0.5, Math.round(price * 20 * between(random, 0.9, 1.1)) / 20),
    rate: trade * category.rate * quality.demand * brand.demand * audience.demand * luck,
    elasticity: between(random, 1.2, 3.4),
    trend: 0.18 * random.normal(),
    launch:
      index < itemCount - launchedItems
        ? -1000
        : wholeBetween(random, tradingDays - 330, tradingDays - 25),
    end: Number.POSITIVE_INFINITY,
    replaces: -1,
    complement: complementOf(category, before, random),
  };
}

function pickLanguage(random: Random): ItemLanguage {
  const u = random.uniform();
  if (u < 0.3) return "zh";
  return u < 0.4 ? "both" : "en";
}

/** An earlier item of the category that goes with this one. */
function complementOf(category: DemoCategory, before: readonly DemoItem[], random: Random): number {
  const partners = before.flatMap(({ category: { path } }, index) =>
    path === category.complement ? [index] : [],
  );
  return partners.length === 0 ? -1 : pick(random, partners);
}

/** Every other launched item follows one of its category, which ends as it starts; a few just end. */
function fateOf(index: number, items: readonly DemoItem[]): Pick<DemoItem, "end" | "replaces"> {
  const categories = demoCategories.length;
  const predecessor = index - 4 * categories;
  const successor = index + 4 * categories;
  const follows = (later: number): boolean =>
    later >= itemCount - launchedItems && later < itemCount && later % 2 === 0;
  const replaces = follows(index) ? predecessor : -1;
  if (follows(successor)) return { replaces, end: (items[successor] as DemoItem).launch + 14 };
  // Spread over the last year, the last few only after the data.
  if (index < endedItems) return { replaces, end: tradingDays - 330 + index * 25 };
  return { replaces, end: Number.POSITIVE_INFINITY };
}
