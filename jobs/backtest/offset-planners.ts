import type { Config } from "#lib/config/config.ts";
import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { periodStart } from "#lib/domain/period.ts";
import type { StockPosition } from "#lib/inventory/order-quantity.ts";
import { ReorderPlanner } from "#lib/inventory/reorder-planner.ts";
import type { SupplyTerms } from "#lib/inventory/supply-terms.ts";
import type { SeriesFacts } from "#lib/supply/series-supply.ts";

/** Units to order so many periods after the cutoff. */
type OrderAfter = (offset: number, stock: StockPosition) => number;

/** Our policy in the periods after a cutoff, on a forecast that grows older with them. */
export class OffsetPlanners {
  readonly #dataset: DatasetDescription;
  readonly #config: Config;
  readonly #seed: number;
  readonly #planners: ReorderPlanner[] = [];

  constructor(dataset: DatasetDescription, config: Config, seed: number) {
    this.#dataset = dataset;
    this.#config = config;
    this.#seed = seed;
  }

  /** Orders of series `s` of a shard. */
  of(
    { mean, quantiles, saleProbability }: ForecastShard,
    s: number,
    terms: SupplyTerms,
    { launchDay, endDay }: Pick<SeriesFacts, "launchDay" | "endDay">,
  ): OrderAfter {
    const { horizon, calendar, cutoffPeriod } = this.#dataset;
    const levels = this.#config.quantiles.length;
    const end = (s + 1) * horizon;
    return (offset, stock) => {
      const today = periodStart(cutoffPeriod + 1 + offset, calendar);
      const selling = {
        daysToEnd: endDay - today + 1,
        daysToLaunch: Math.max(0, launchDay - today),
      };
      const from = s * horizon + offset;
      const forecast = {
        mean: mean.subarray(from, end),
        quantiles: quantiles.subarray(from * levels, end * levels),
        saleProbability: saleProbability.subarray(from, end),
      };
      if (!forecast.mean.every(Number.isFinite)) return 0;
      const planned = this.#at(offset).suggest({ forecast, terms, stock, ...selling });
      return planned.order?.quantity ?? 0;
    };
  }

  #at(offset: number): ReorderPlanner {
    const known = this.#planners[offset];
    if (known) return known;
    const { calendar, cutoffPeriod, horizon, season, wholeNumbers } = this.#dataset;
    const { orders, quantiles } = this.#config;
    const draws = this.#planners.find((planner) => planner !== undefined)?.draws;
    const made = new ReorderPlanner({
      levels: quantiles,
      seed: this.#seed,
      calendar,
      cutoffPeriod: cutoffPeriod + offset,
      horizon: horizon - offset,
      season,
      wholeUnits: wholeNumbers,
      policy: { ...orders, kind: orders.policy },
      ...(draws && { draws }),
    });
    this.#planners[offset] = made;
    return made;
  }
}
