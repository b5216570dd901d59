import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import { type PreparedShard, periodState } from "#lib/contracts/prepared-shard.ts";

/** All series together, and how many there are of what. */
export interface Totals {
  /** Sums over all series of the latest periods; ends at the cutoff. */
  readonly history: Float64Array;
  /** [horizon] sums of the means. */
  readonly forecast: Float64Array;
  readonly series: number;
  readonly items: number;
  readonly locations: number;
  /** Series by method, most first. */
  readonly methods: Readonly<Record<string, number>>;
}

export class TotalsGauge {
  readonly #history: Float64Array;
  readonly #forecast: Float64Array;
  readonly #items = new Set<string>();
  readonly #locations = new Set<string>();
  readonly #methods = new Map<string, number>();
  #series = 0;

  /** @param shown periods of history kept */
  constructor(shown: number, horizon: number) {
    this.#history = new Float64Array(shown);
    this.#forecast = new Float64Array(horizon);
  }

  add(prepared: PreparedShard, forecasts: ForecastShard): void {
    this.#addHistory(prepared);
    const horizon = this.#forecast.length;
    for (const [at, value] of forecasts.mean.entries()) {
      if (Number.isFinite(value)) increase(this.#forecast, at % horizon, value);
    }
    for (const [s, method] of forecasts.method.entries()) {
      this.#methods.set(method, (this.#methods.get(method) ?? 0) + 1);
      this.#items.add(forecasts.item[s] as string);
      this.#locations.add(forecasts.location[s] as string);
    }
    this.#series += forecasts.item.length;
  }

  finish(): Totals {
    const methods = [...this.#methods].sort(
      ([a, many], [b, more]) => more - many || (a < b ? -1 : 1),
    );
    return {
      history: this.#history,
      forecast: this.#forecast,
      series: this.#series,
      items: this.#items.size,
      locations: this.#locations.size,
      methods: Object.fromEntries(methods),
    };
  }

  #addHistory({ offsets, target, state }: PreparedShard): void {
    const shown = this.#history.length;
    for (let s = 0; s + 1 < offsets.length; s++) {
      const end = offsets[s + 1] as number;
      for (let i = Math.max(offsets[s] as number, end - shown); i < end; i++) {
        if (state[i] === periodState.observed) {
          increase(this.#history, shown - end + i, target[i] as number);
        }
      }
    }
  }
}

const increase = (sums: Float64Array, at: number, by: number): void => {
  sums[at] = (sums[at] as number) + by;
};
