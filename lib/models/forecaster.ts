import type { ExpectedLevels } from "#lib/contracts/expected-levels.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { type Model, openModel } from "#lib/tensors/runtime.ts";
import type { ForecastModel } from "./forecast-model.ts";
import { type ForecastPlan, readsWords } from "./forecast-plan.ts";
import type { ItemText } from "./item-text.ts";
import { predictBatch } from "./predict-batch.ts";
import { networkInputs, type WindowBatch, WindowFeatures } from "./window-features.ts";

/** What can forecast with one model: the network, or the boosted trees. */
export const learnedNames = ["network", "boosted"] as const;
export type LearnedName = (typeof learnedNames)[number];

/** Forecasts of all series of a shard, in units of the target. */
export interface LearnedForecast {
  /** [series · horizon] */
  readonly mean: Float32Array;
  /** [series · horizon · quantiles] */
  readonly quantiles: Float32Array;
  /** [series · horizon] */
  readonly saleProbability: Float32Array;
}

export interface Forecaster {
  /** Whether it makes any difference to forecast without words. */
  readonly readsWords: boolean;
  /**
   * Forecasts the `horizon` periods after `cutoffPeriod` from what lies up to it, and from known
   * covariates. The cutoff may lie before the shard's end, or before a series' first period.
   *
   * @param isWordless series that are forecast as if words said nothing of them
   * @returns a forecast by each of `names`
   */
  forecast<Name extends LearnedName>(
    shard: PreparedShard,
    cutoffPeriod: number,
    names: readonly Name[],
    isWordless?: (series: number) => boolean,
  ): Promise<ReadonlyMap<Name, LearnedForecast>>;
  close(): Promise<void>;
}

export interface ForecasterOptions {
  readonly threads: number;
  /** What the model was trained with; without it items are taken to have no text. */
  readonly text?: ItemText | undefined;
  /** What is expected of series before they sell, as of the cutoff of the forecasts. */
  readonly levels?: ExpectedLevels | undefined;
}

/** Series forecast at once: enough to fill the processor, few enough to stay in its cache. */
const batchRows = 128;

export async function openForecaster(
  { plan, onnx, forest }: ForecastModel,
  { threads, text, levels }: ForecasterOptions,
): Promise<Forecaster> {
  const network = await openModel(onnx, { threads });
  const features = new WindowFeatures(plan, text, levels);
  const predict = {
    network: (batch: WindowBatch) => network.run(networkInputs(batch)),
    boosted: (batch: WindowBatch) => predictBatch(plan, forest, batch),
  } satisfies Record<LearnedName, (batch: WindowBatch) => unknown>;
  return {
    readsWords: readsWords(plan),
    async forecast(shard, cutoffPeriod, names, isWordless = () => false) {
      const series = shard.item.length;
      const writers = new Map(names.map((name) => [name, new ForecastWriter(plan, series)]));
      for (let first = 0; first < series; first += batchRows) {
        const rows = Math.min(batchRows, series - first);
        const batch = features.allocate(rows);
        for (let row = 0; row < rows; row++) {
          const at = first + row;
          const window = { shard, series: at, origin: cutoffPeriod, isWordless: isWordless(at) };
          features.fill(batch, row, window);
        }
        for (const [name, writer] of writers)
          writer.write(first, batch, await predict[name](batch));
      }
      return new Map([...writers].map(([name, { forecast }]) => [name, forecast]));
    },
    close: () => network.close(),
  };
}

type Outputs = Awaited<ReturnType<Model["run"]>>;

/** Turns what was predicted into units. */
class ForecastWriter {
  readonly forecast: LearnedForecast;
  readonly #floor: number;
  readonly #horizon: number;
  readonly #levels: number;

  constructor(plan: ForecastPlan, series: number) {
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

  write(first: number, { scale }: WindowBatch, outputs: Outputs): void {
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
