import { type Random, seededRandom } from "#lib/domain/random.ts";
import type { DemoItem } from "./catalogue.ts";
import { between, pick, wholeBetween } from "./pick.ts";

/** How an item is bought, for every location alike; days, units and money. */
export interface DemoSupply {
  readonly supplier: string;
  readonly leadTimeDays: number;
  readonly leadTimeSdDays: number;
  readonly reviewDays: number;
  readonly minOrder: number;
  readonly packSize: number;
  readonly maxOrder: number | undefined;
  readonly unitCost: number;
  readonly holdingRate: number;
  /** Given for a third of the items: the economics decide there. */
  readonly stockoutCost: number | undefined;
  /** Given for another third. */
  readonly serviceLevel: number | undefined;
}

interface Supplier {
  readonly supplier: string;
  readonly leadTimeDays: number;
  readonly leadTimeSdDays: number;
  readonly reviewDays: number;
}

const suppliers: readonly Supplier[] = [
  { supplier: "DEMO-SUP-CITY", leadTimeDays: 2, leadTimeSdDays: 0.5, reviewDays: 3 },
  { supplier: "DEMO-SUP-VALLEY", leadTimeDays: 4, leadTimeSdDays: 1, reviewDays: 7 },
  { supplier: "DEMO-SUP-COAST", leadTimeDays: 5, leadTimeSdDays: 1, reviewDays: 7 },
  { supplier: "DEMO-SUP-NORTH", leadTimeDays: 7, leadTimeSdDays: 2, reviewDays: 7 },
  { supplier: "DEMO-SUP-RIVER", leadTimeDays: 10, leadTimeSdDays: 2, reviewDays: 14 },
  { supplier: "DEMO-SUP-HANGZHOU", leadTimeDays: 21, leadTimeSdDays: 4, reviewDays: 14 },
];

export function supplyPlan(items: readonly DemoItem[], seed: number): readonly DemoSupply[] {
  const random = seededRandom(seed, "demo/supply");
  return items.map((item) => supplyOf(item, random));
}

function supplyOf({ listPrice, category, audience, rate }: DemoItem, random: Random): DemoSupply {
  // What does not keep comes from near by.
  const near = category.shelfLifeDays === undefined ? suppliers.length : 3;
  const unitCost = Math.round(listPrice * between(random, 0.4, 0.65) * 100) / 100;
  const packSize =
    audience.extraUnits > 5 ? 12 : pick(random, rate > 0.5 ? [6, 12, 24] : [1, 2, 4, 6]);
  const decides = wholeBetween(random, 0, 2);
  return {
    ...(suppliers[random.below(near)] as Supplier),
    minOrder: random.uniform() < 0.3 ? 2 * packSize : 0,
    packSize,
    maxOrder: random.uniform() < 0.1 ? 40 * packSize : undefined,
    unitCost,
    holdingRate: pick(random, [0.18, 0.22, 0.3]),
    stockoutCost: decides === 1 ? Math.round((listPrice - unitCost) * 150) / 100 : undefined,
    serviceLevel: decides === 2 ? pick(random, [0.9, 0.95, 0.98]) : undefined,
  };
}
