import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { type Model, openModel } from "#lib/engine/runtime.ts";
import type { ForecastModel } from "./forecast-model.ts";
import type { ItemText } from "./item-text.ts";
import { networkInputs, type WindowBatch, WindowFeatures } from "./window-features.ts";

/** Forecasts of all series of a shard, in units of the target. */
export interface NetworkForecast {
  /** [series · horizon] */
  readonly mean: Float32Array;
  /** [series · horizon · quantiles] */
  readonly quantiles: Float32Array;
  /** [series · horizon] */
  readonly saleProbability: Float32Array;
}

export interface Forecaster {
  /**
   * Forecasts the `horizon` periods after `cutoffPeriod` from what lies up to it, and from known
   * covariates. The cutoff may lie before the shard's end, or before a series' first period.
   */
  forecast(shard: PreparedShard, cutoffPeriod: number): Promise<NetworkForecast>;
  close(): Promise<void>;
}

export interface ForecasterOptions {
  readonly threads: number;
  /** What the model was trained with; without it items are taken to have no text. */
  readonly text?: ItemText | undefined;
}

/** Series forecast at once: enough to fill the processor, few enough to stay in its cache. */
const batchRows = 128;

export async function openForecaster(
  { plan, onnx }: ForecastModel,
  { threads, text }: ForecasterOptions,
): Promise<Forecaster> {
  const network = await openModel(onnx, { threads });
  const features = new WindowFeatures(plan, text);
  return {
    async forecast(shard, cutoffPeriod) {
      const writer = new ForecastWriter(features, shard.item.length);
      for (let first = 0; first < shard.item.length; first += batchRows) {
        const rows = Math.min(batchRows, shard.item.length - first);
        const batch = features.allocate(rows);
        for (let row = 0; row < rows; row++) {
          features.fill(batch, row, { shard, series: first + row, origin: cutoffPeriod });
        }
        writer.write(first, batch, await network.run(networkInputs(batch)));
      }
      return writer.forecast;
    },
    close: () => network.close(),
  };
}

type NetworkOutputs = Awaited<ReturnType<Model["run"]>>;

/** Turns what the network says into units. */
class ForecastWriter {
  readonly forecast: NetworkForecast;
  readonly #floor: number;
  readonly #horizon: number;
  readonly #levels: number;

  constructor({ plan }: WindowFeatures, series: number) {
    this.#floor = plan.nonNegative ? 0 : Number.NEGATIVE_INFINITY;
    this.#horizon = plan.horizon;
    this.#levels = plan.levels.length;
    const steps = series * plan.horizon;
    this.forecast = {
      mean: new Float32Array(steps),
      quantiles: new Float32Array(steps * this.#levels),
      saleProbability: new Float32Array(steps),
    };
  }

  write(first: number, { scale }: WindowBatch, outputs: NetworkOutputs): void {
    const { mean, quantiles, saleProbability } = outputs as Record<string, Float32Array>;
    const steps = this.#horizon;
    this.#scaled(mean as Float32Array, scale, this.forecast.mean, first, steps);
    const width = steps * this.#levels;
    this.#scaled(quantiles as Float32Array, scale, this.forecast.quantiles, first, width);
    this.forecast.saleProbability.set(saleProbability as Float32Array, first * steps);
  }

  /** @param values [rows · width] in scales of their row */
  #scaled(
    values: Float32Array,
    scale: Float32Array,
    out: Float32Array,
    first: number,
    width: number,
  ): void {
    for (let i = 0; i < values.length; i++) {
      const units = (values[i] as number) * (scale[Math.floor(i / width)] as number);
      out[first * width + i] = Math.max(this.#floor, units);
    }
  }
}
