import { type Random, seededRandom } from "#lib/domain/random.ts";
import type { SeriesForecast } from "#lib/inventory/demand-paths.ts";
import type { OrderPolicy } from "#lib/inventory/order-policy.ts";
import { inventoryPosition } from "#lib/inventory/order-quantity.ts";
import { ReorderPlanner } from "#lib/inventory/reorder-planner.ts";
import { SimulatedShelf } from "#lib/inventory/simulated-shelf.ts";
import { daily, terms } from "./forecasts.ts";

/** Truth that a forecast knows exactly: how a day's demand is drawn. */
type Demand = (random: Random, day: number) => number;

const gamma = (random: Random, shape: number, scale: number): number => {
  // Marsaglia & Tsang (2000), for shape of at least 1.
  const d = shape - 1 / 3;
  for (;;) {
    const z = random.normal();
    const v = (1 + z / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * z * z + d - d * v + d * Math.log(v)) {
      return d * v * scale;
    }
  }
};

/** Items of a kind differ by `scale`, from 0.7 to 1.3. */
export const demandKinds: Readonly<Record<string, (scale: number) => Demand>> = {
  regular: (scale) => (random) => Math.max(0, 100 + 25 * scale * random.normal()),
  seasonal: (scale) => (random, day) =>
    Math.max(0, (100 + (day % 7 < 2 ? 50 : -20) * scale) * (1 + 0.2 * random.normal())),
  lumpy: (scale) => (random) => (random.uniform() < 0.35 * scale ? gamma(random, 1.2, 60) : 0),
  intermittent: (scale) => (random) =>
    random.uniform() < 0.2 * scale ? 20 + 10 * random.uniform() : 0,
};

/** Levels at which nothing of the truth is lost. */
export const fineLevels = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);

/** The quantiles of the truth for 28 days from a weekday on, from draws of its own. */
function truth(demand: Demand, firstDay: number, levels: readonly number[]): SeriesForecast {
  const random = seededRandom(5, "truth");
  const week = Array.from({ length: 7 }, (_, t) => {
    const draws = Float64Array.from({ length: 20_000 }, () => demand(random, firstDay + t)).sort();
    return {
      mean: draws.reduce((sum, x) => sum + x, 0) / draws.length,
      row: levels.map((level) => draws[Math.ceil(level * draws.length) - 1] as number),
      chance: draws.filter((x) => x > 0).length / draws.length,
    };
  });
  const days = [...week, ...week, ...week, ...week];
  return {
    mean: Float32Array.from(days.map(({ mean }) => mean)),
    quantiles: Float32Array.from(days.flatMap(({ row }) => row)),
    saleProbability: Float32Array.from(days.map(({ chance }) => chance)),
  };
}

interface Simulation {
  readonly days: number;
  /** Of the quantiles that the forecast tells of the truth. */
  readonly levels: readonly number[];
  readonly policy: Partial<OrderPolicy>;
}

/** Demand met from the shelf over many days, after a start that does not count, and all demand. */
function play(
  demand: Demand,
  target: number,
  { days, levels, policy }: Simulation,
  seed: number,
): readonly [met: number, wanted: number] {
  const planner = new ReorderPlanner({
    ...daily,
    levels,
    wholeUnits: false,
    // Demand of the simulated days is independent, and the forecast of it is the truth.
    errorCorrelation: 0,
    seed,
    // Days are reviewed from the first one ahead on.
    cutoffPeriod: 20_003,
    policy: { ...daily.policy, service: "fill", ...policy },
  });
  const given = terms({ leadTimeDays: 4, reviewDays: 5, serviceLevel: target });
  const forecasts = Array.from({ length: 7 }, (_, weekday) => truth(demand, weekday, levels));
  const planned = forecasts.map((forecast) => {
    const situation = {
      forecast,
      terms: given,
      stock: undefined,
      daysToEnd: Infinity,
      daysToLaunch: 0,
    };
    return planner.suggest(situation);
  });
  const random = seededRandom(seed, "days");
  const shelf = new SimulatedShelf(1000, 0, Infinity, true);
  let [wanted, met] = [0, 0];
  for (let day = 0; day < days; day++) {
    shelf.receive(day);
    const { reorderPoint, orderUpTo } = planned[day % 7] as (typeof planned)[number];
    const position = inventoryPosition(shelf.position);
    const isReview = policy.kind !== "RS" || day % 5 === 0;
    if (isReview && position < reorderPoint) shelf.order(orderUpTo - position, day + 4);
    const units = demand(random, day);
    const sold = shelf.sell(units);
    if (day < 100) continue;
    wanted += units;
    met += sold;
  }
  return [met, wanted];
}

/** The fill rate that five items of a kind together come to. */
export function simulatedFill(
  kind: string,
  target: number,
  given: Partial<Simulation> = {},
): number {
  const simulation = { days: 12_000, levels: fineLevels, policy: {}, ...given };
  let [met, wanted] = [0, 0];
  for (const [seed, scale] of [0.7, 0.85, 1, 1.15, 1.3].entries()) {
    const item = (demandKinds[kind] as (scale: number) => Demand)(scale);
    const [ofItem, all] = play(item, target, simulation, seed);
    met += ofItem;
    wanted += all;
  }
  return met / wanted;
}
