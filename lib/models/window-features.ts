import type { ExpectedLevels } from "#lib/contracts/expected-levels.ts";
import { periodState } from "#lib/contracts/prepared-shard.ts";
import type { Batch } from "#lib/engine/graph-inputs.ts";
import { CalendarFeatures } from "./calendar-features.ts";
import type { ForecastPlan } from "./forecast-plan.ts";
import type { ItemText } from "./item-text.ts";
import { inputWidths, positionWidth } from "./network-inputs.ts";
import { RecentHistory } from "./recent-history.ts";
import {
  baselineCount,
  type StepSource,
  windowLevels,
  writeBaselines,
  writePatterns,
} from "./step-baselines.ts";
import type { Window } from "./window.ts";
import { type Channel, channelValue, windowChannels } from "./window-covariates.ts";
import { writeScalars } from "./window-scalars.ts";
import { type SeriesExpectation, standing, type WindowScale, windowScale } from "./window-scale.ts";

/** Inputs of some windows, row after row, in the shapes of `forecastInputs`. */
export interface WindowBatch {
  readonly rows: number;
  readonly history: Float32Array;
  readonly covariates: Float32Array;
  readonly future: Float32Array;
  readonly baselines: Float32Array;
  readonly stride: Float32Array;
  readonly codes: Int32Array;
  readonly text: Float32Array;
  /** [rows] units of the target that became 1. Not an input: turns forecasts back into units. */
  readonly scale: Float32Array;
  /** [rows] spread of the window, in scales. Not an input: weighs its errors. */
  readonly spread: Float32Array;
}

/** Names of the inputs of the network among the arrays of a window batch. */
const inputNames = [
  "history",
  "covariates",
  "future",
  "baselines",
  "stride",
  "codes",
  "text",
] as const satisfies readonly (keyof WindowBatch)[];

/** The inputs that the network of this plan has; empty groups are none. */
export function networkInputs(windows: WindowBatch): Batch {
  const present = inputNames.filter((name) => windows[name].length > 0);
  return Object.fromEntries(present.map((name) => [name, windows[name]]));
}

/**
 * The one place from which training and scoring take their inputs. Reads of a series its target,
 * states and `past` covariates up to the origin, and `known` covariates up to the last step.
 */
export class WindowFeatures {
  readonly plan: ForecastPlan;
  readonly widths: ReturnType<typeof inputWidths>;
  readonly #calendar: CalendarFeatures;
  readonly #history: RecentHistory;
  readonly #text: ItemText | undefined;
  readonly #levels: ExpectedLevels | undefined;
  /** First row of each attribute in the embedding table. */
  readonly #codeStarts: readonly number[];

  constructor(plan: ForecastPlan, text?: ItemText, levels?: ExpectedLevels) {
    this.plan = plan;
    this.widths = inputWidths(plan);
    this.#calendar = new CalendarFeatures(plan);
    this.#history = new RecentHistory(plan.windows.reach, plan.windows.context);
    this.#text = text;
    this.#levels = plan.expectsLevels ? levels : undefined;
    let codes = 0;
    this.#codeStarts = plan.statics.map((attribute) => {
      codes += attribute.codes;
      return codes - attribute.codes;
    });
  }

  allocate(rows: number): WindowBatch {
    const { history, covariates, future, statics, text } = this.widths;
    const { horizon, windows } = this.plan;
    const floats = (width: number) => new Float32Array(rows * width);
    return {
      rows,
      history: floats(history),
      covariates: floats(windows.context * covariates),
      future: floats(horizon * future),
      baselines: floats(horizon * baselineCount),
      stride: floats(1),
      codes: new Int32Array(rows * statics),
      text: floats(text),
      scale: floats(1),
      spread: floats(1),
    };
  }

  fill(batch: WindowBatch, row: number, at: Window): void {
    const { plan } = this;
    const history = this.#history;
    history.fill(at);
    const expectation = at.isWordless ? undefined : this.#expectationOf(at);
    const window = windowScale(history, plan, expectation);
    batch.scale[row] = window.scale;
    batch.spread[row] = window.spread;
    batch.stride[row] = Math.sqrt(window.spread);
    this.#writeHistory(batch, row, window);
    const { known, past } = windowChannels(at, plan);
    this.#writeCovariates(batch, row, [...known, ...past]);
    const levels = windowLevels(history, plan, expectation);
    this.#writeSteps(batch, row, { history, plan, window, levels }, known, at.origin);
    this.#writeAttributes(batch, row, at);
  }

  #expectationOf({ shard, series }: Window): SeriesExpectation | undefined {
    const row = shard.itemRow[series] as number;
    const level = this.#levels?.ofItem[row] ?? Number.NaN;
    if (this.#levels === undefined || Number.isNaN(level)) return undefined;
    const here = this.#levels.ofLocation[shard.locationRow[series] as number] ?? 0;
    return { level: Math.exp(level + here), error: this.#levels.error[row] as number };
  }

  #writeHistory(batch: WindowBatch, row: number, window: WindowScale): void {
    const { context, block, blockCount } = this.plan.windows;
    const history = this.#history;
    const out = batch.history;
    let at = row * this.widths.history;
    for (let age = context - 1; age >= 0; age--, at++) {
      const isSeen = history.observed[age] === 1;
      const isHidden = (history.state[age] as number) >= periodState.closed;
      out[at] = isSeen ? standing((history.values[age] as number) / window.scale, window) : 0;
      out[at + context] = isSeen ? 1 : isHidden ? -1 : 0;
    }
    at += context;
    for (let i = 0; i < blockCount; i++, at++) {
      const share = history.count(i * block, (i + 1) * block) / block;
      const mean = history.mean(i * block, (i + 1) * block, 0) / window.scale;
      out[at] = Math.asinh(mean);
      out[at + blockCount] = share;
      out[at + 2 * blockCount] = share > 0 ? standing(mean, window) : 0;
    }
    at += 2 * blockCount;
    writeScalars({ history, plan: this.plan, window }, out, at);
  }

  #writeCovariates(batch: WindowBatch, row: number, channels: readonly Channel[]): void {
    const { context } = this.plan.windows;
    const width = channels.length;
    for (let age = 0; age < context; age++) {
      const at = (row * context + context - 1 - age) * width;
      for (let i = 0; i < width; i++) {
        batch.covariates[at + i] = channelValue(channels[i] as Channel, -age);
      }
    }
  }

  #writeSteps(
    batch: WindowBatch,
    row: number,
    source: StepSource,
    known: readonly Channel[],
    origin: number,
  ): void {
    const { horizon } = this.plan;
    const { future, baselines } = batch;
    for (let step = 1; step <= horizon; step++) {
      const index = row * horizon + step - 1;
      const base = index * baselineCount;
      writeBaselines(source, step, baselines, base);
      let at = index * this.widths.future;
      future.set(this.#calendar.of(origin + step), at);
      at += this.#calendar.width;
      for (let i = 0; i < baselineCount; i++, at++) {
        const baseline = baselines[base + i] as number;
        future[at] = Math.asinh(baseline);
        future[at + baselineCount] = standing(baseline, source.window);
      }
      at += baselineCount;
      future[at] = step / horizon;
      future[at + 1] = Math.sqrt(step / horizon);
      at += positionWidth;
      for (const channel of known) future[at++] = channelValue(channel, step);
      writePatterns(source, step, future, at);
    }
  }

  #writeAttributes(batch: WindowBatch, row: number, at: Window): void {
    const { shard, series } = at;
    const { statics, textWidth } = this.plan;
    for (const [i, { name, codes }] of statics.entries()) {
      const code = shard.statics.get(name)?.[series] ?? 0;
      const start = this.#codeStarts[i] as number;
      batch.codes[row * statics.length + i] = start + (code < codes ? code : 0);
    }
    const item = shard.itemRow[series] as number;
    const from = item * textWidth;
    const isTold = item >= 0 && !at.isWordless;
    const vector = isTold ? this.#text?.vectors.subarray(from, from + textWidth) : undefined;
    if (vector?.length === textWidth) batch.text.set(vector, row * textWidth);
    else batch.text.fill(0, row * textWidth, (row + 1) * textWidth);
  }
}
