import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { periodState } from "#lib/contracts/prepared-shard.ts";
import { periodStart } from "#lib/domain/period.ts";
import { type PriceEffect, priceEvidence, shrunkenEffects } from "#lib/inventory/price-effect.ts";
import { usualDemand } from "#lib/inventory/usual-demand.ts";

/** The covariate that holds what one unit sold for. */
const priceCovariate = "price";

/** What the past of the series of one shard tells its orders. */
export class ShardHistory {
  readonly #shard: PreparedShard;
  readonly #horizon: number;
  readonly #daysPerPeriod: number;
  readonly #effects: readonly PriceEffect[] | undefined;

  constructor(shard: PreparedShard, dataset: DatasetDescription) {
    const { calendar, cutoffPeriod, horizon } = dataset;
    this.#shard = shard;
    this.#horizon = horizon;
    const start = (period: number) => periodStart(period, calendar);
    this.#daysPerPeriod = (start(cutoffPeriod + 13) - start(cutoffPeriod + 1)) / 12;
    const evidence = shard.item.map((_, s) => this.#evidence(s));
    this.#effects = shrunkenEffects(evidence);
  }

  /** Units that series `s` usually sells in so many days; NaN where it has no past. */
  usual(s: number, days: number): number {
    return usualDemand(this.#demand(s), this.#isObserved(s), this.#daysPerPeriod, days);
  }

  /** The last selling price up to the cutoff; NaN where none was ever seen. */
  recentPrice(s: number): number {
    const prices = this.#prices(s);
    for (let t = (prices?.length ?? 0) - 1; t >= 0; t--) {
      const value = prices?.[t] as number;
      if (Number.isFinite(value)) return roundedToMoney(value);
    }
    return Number.NaN;
  }

  /** What its price does to its demand; `undefined` where no series of the shard tells. */
  priceEffect(s: number): PriceEffect | undefined {
    return this.#effects?.[s];
  }

  #evidence(s: number) {
    const prices = this.#prices(s);
    if (!prices) return noEvidence;
    return priceEvidence(this.#demand(s), prices, this.#isObserved(s));
  }

  #demand(s: number): Float32Array {
    const { offsets, target } = this.#shard;
    return target.subarray(offsets[s], offsets[s + 1]);
  }

  #isObserved(s: number): (t: number) => boolean {
    const { offsets, state } = this.#shard;
    const first = offsets[s] as number;
    return (t) => state[first + t] === periodState.observed;
  }

  #prices(s: number): Float32Array | undefined {
    const { offsets, past, known } = this.#shard;
    const ofPast = past.get(priceCovariate);
    const ahead = ofPast ? 0 : s * this.#horizon;
    const prices = ofPast ?? known.get(priceCovariate);
    return prices?.subarray((offsets[s] as number) + ahead, (offsets[s + 1] as number) + ahead);
  }
}

const noEvidence = { prices: 0, together: 0, demands: 0, periods: 0 };

/** 2.55 kept in 32 bits is 2.5499999523: seven digits are all it ever had. */
const roundedToMoney = (value: number): number => Number(value.toPrecision(7));
