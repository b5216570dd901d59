import type { Random } from "#lib/domain/random.ts";
import type { ForecastPlan } from "./forecast-plan.ts";
import { fallingColumns, inputWidths } from "./network-inputs.ts";
import type { TrainingWindows } from "./training-windows.ts";
import type { WindowBatch } from "./window-features.ts";
import { scalarWidth } from "./window-scalars.ts";

/** What the trees read of one step of one window: scalars, codes of attributes, all known of the step. */
export const boostedWidth = (plan: ForecastPlan): number =>
  scalarWidth + inputWidths(plan).statics + inputWidths(plan).future;

/** [boostedWidth] 1 where no prediction may rise with the feature. */
export const fallingFeatures = (plan: ForecastPlan): Uint8Array =>
  Uint8Array.from([
    ...new Array<number>(scalarWidth + inputWidths(plan).statics).fill(0),
    ...fallingColumns(plan).map(Number),
  ]);

/** Copies [boostedWidth] features of `step`, counted from 0, of the window at `row`. */
export function writeBoostedRow(
  plan: ForecastPlan,
  { history, codes, future }: WindowBatch,
  at: { readonly row: number; readonly step: number },
  out: Float32Array,
  to: number,
): void {
  const widths = inputWidths(plan);
  const { row } = at;
  const lastOfHistory = (row + 1) * widths.history;
  out.set(history.subarray(lastOfHistory - scalarWidth, lastOfHistory), to);
  const firstCode = to + scalarWidth;
  for (let i = 0; i < widths.statics; i++) {
    out[firstCode + i] = codes[row * widths.statics + i] as number;
  }
  const step = (row * plan.horizon + at.step) * widths.future;
  out.set(future.subarray(step, step + widths.future), firstCode + widths.statics);
}

/** Rows for the trees to learn from, each with what came. */
interface BoostedRows {
  /** [rows · boostedWidth] */
  readonly values: Float32Array;
  /** [rows] in scales of the window. */
  readonly target: Float32Array;
}

/**
 * Draws steps of windows, each as often as its importance is of the whole, evenly spread over them
 * (systematic sampling): trees that count rows alike then minimise the network's weighted loss.
 */
export function drawBoostedRows(
  plan: ForecastPlan,
  windows: TrainingWindows,
  most: number,
  random: Random,
): BoostedRows {
  const drawn = drawSteps(windows.importance, windows.count * plan.horizon, most, random);
  const width = boostedWidth(plan);
  const values = new Float32Array(drawn.length * width);
  const target = new Float32Array(drawn.length);
  for (const [i, at] of drawn.entries()) {
    const row = Math.floor(at / plan.horizon);
    const step = at % plan.horizon;
    writeBoostedRow(plan, windows.inputs, { row, step }, values, i * width);
    target[i] = windows.actual[at] as number;
  }
  return { values, target };
}

function drawSteps(importance: Float32Array, steps: number, most: number, random: Random) {
  let total = 0;
  let observed = 0;
  for (let at = 0; at < steps; at++) {
    const weight = importance[at] as number;
    total += weight;
    if (weight > 0) observed++;
  }
  const drawn = new Int32Array(Math.min(most, observed));
  const stride = total / drawn.length;
  let next = random.uniform() * stride;
  let reached = 0;
  let count = 0;
  for (let at = 0; at < steps && count < drawn.length; at++) {
    reached += importance[at] as number;
    for (; next < reached && count < drawn.length; next += stride) drawn[count++] = at;
  }
  return drawn.subarray(0, count);
}
