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

/** Which series of a shard are forecast, and how. */
interface ForecastChoice {
  /** Rows of the shard; all where undefined. */
  readonly series?: readonly number[];
  /** Series that are forecast as if words said nothing of them. */
  readonly isWordless?: ((series: number) => boolean) | undefined;
}

export interface Forecaster {
  /** Whether it makes any difference to forecast without words. */
  readonly readsWords: boolean;
  /**
   * Forecasts the `horizon` periods after `cutoffPeriod` from what lies up to it, and from known
   * covariates. The cutoff may lie before the shard's end, or before a series' first period.
   *
   * @returns a forecast by each of `names`; that of a series not chosen is 0
   * @returns a forecast by each of `names`
   */
  forecast<Name extends LearnedName>(
    shard: PreparedShard,
    cutoffPeriod: number,
    names: readonly Name[],
    which?: ForecastChoice,
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
    async forecast(shard, cutoffPeriod, names, which = {}) {
      const { series = [...shard.item.keys()], isWordless = () => false } = which;
      const { length } = shard.item;
      const writers = new Map(names.map((name) => [name, new ForecastWriter(plan, length)]));
      for (let first = 0; first < series.length; first += batchRows) {
        const some = series.slice(first, first + batchRows);
        const batch = features.allocate(some.length);
        for (const [row, at] of some.entries()) {
          const window = { shard, series: at, origin: cutoffPeriod, isWordless: isWordless(at) };
          features.fill(batch, row, window);
        }
        for (const [name, writer] of writers) writer.write(some, batch, await predict[name](batch));
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

  constructor(plan: ForecastPlan, series: number) {
    this.#floor = plan.nonNegative ? 0 : Number.NEGATIVE_INFINITY;
    this.#horizon = plan.horizon;
    const steps = series * plan.horizon;
    this.forecast = {
      mean: new Float32Array(steps),
      quantiles: new Float32Array(steps * plan.levels.length),
      saleProbability: new Float32Array(steps),
    };
  }

  /** @param series the row of the shard that each row of the batch is */
  write(series: readonly number[], { scale }: WindowBatch, outputs: Outputs): void {
    const { mean, quantiles, saleProbability } = outputs as Record<string, Float32Array>;
    const { forecast } = this;
    this.#scaled(mean as Float32Array, scale, forecast.mean, series);
    this.#scaled(quantiles as Float32Array, scale, forecast.quantiles, series);
    const steps = this.#horizon;
    for (const [row, s] of series.entries()) {
      const own = (saleProbability as Float32Array).subarray(row * steps, (row + 1) * steps);
      forecast.saleProbability.set(own, s * steps);
    }
  }

  /** @param values [rows · width] in scales of their row */
  #scaled(
    values: Float32Array,
    scale: Float32Array,
    out: Float32Array,
    series: readonly number[],
  ): void {
    const width = values.length / series.length;
    for (const [row, s] of series.entries()) {
      const unit = scale[row] as number;
      for (let i = 0; i < width; i++) {
        const units = (values[row * width + i] as number) * unit;
        out[s * width + i] = Math.max(this.#floor, units);
      }
    }
  }
}
