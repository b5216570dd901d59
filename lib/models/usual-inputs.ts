import { type ExplainedInput, type InputColumn, inputColumns } from "./input-columns.ts";
import type { WindowBatch, WindowFeatures } from "./window-features.ts";

/** Inputs as far as they are explained: floats by the name the network gives them. */
export type ExplainedValues = Readonly<Record<ExplainedInput, Float32Array>>;

/** The inputs of a batch that explanations are about, as they are. */
export function actualInputs({ widths }: WindowFeatures, batch: WindowBatch): ExplainedValues {
  const { history, future, baselines, covariates, text } = batch;
  const codeShare = new Float32Array(batch.rows * widths.statics).fill(1);
  return { history, future, baselines, covariates, codeShare, text };
}

/**
 * The same windows had nothing been special: the series at the level of its context, without season
 * or trend, its covariates at their own median, its attributes and text unsaid.
 */
export function usualInputs({ plan, widths }: WindowFeatures, batch: WindowBatch): ExplainedValues {
  const { context } = plan.windows;
  const columns = inputColumns(plan);
  const medians = covariateMedians(batch, widths, context);
  const usual = (values: Float32Array, of: readonly (InputColumn | undefined)[]) => {
    const out = values.slice();
    const perRow = values.length / batch.rows;
    for (let row = 0; row < batch.rows; row++) {
      const ofRow = of.map((column) => column && usualValue(column, batch, medians, row));
      for (let at = 0; at < perRow; at++) {
        const value = ofRow[at % of.length];
        if (value !== undefined) out[row * perRow + at] = value;
      }
    }
    return out;
  };
  return {
    history: usual(batch.history, columns.history),
    covariates: usual(batch.covariates, columns.covariates),
    future: usual(batch.future, columns.future),
    baselines: usual(batch.baselines, columns.baselines),
    codeShare: new Float32Array(batch.rows * widths.statics),
    text: new Float32Array(batch.text.length),
  };
}

function usualValue(
  { usual }: InputColumn,
  { rows, baselines }: WindowBatch,
  medians: Float32Array,
  row: number,
): number {
  if (usual === "zero") return 0;
  if (typeof usual === "object") {
    return medians[row * (medians.length / rows) + usual.medianOfChannel] as number;
  }
  // The second baseline is the level of the context, at every step.
  const level = baselines[row * (baselines.length / rows) + 1] as number;
  return usual === "level" ? level : Math.asinh(level);
}

/** [rows · channels] over the periods of the context that the series has. */
function covariateMedians(
  { rows, covariates, history }: WindowBatch,
  widths: WindowFeatures["widths"],
  context: number,
): Float32Array {
  const channels = widths.covariates;
  const medians = new Float32Array(rows * channels);
  for (let row = 0; row < rows; row++) {
    // Behind the values of the context stands whether each period is there.
    const masks = history.subarray(row * widths.history + context);
    const periods = Array.from({ length: context }, (_, t) => t).filter((t) => masks[t] !== 0);
    for (let channel = 0; channel < channels; channel++) {
      const values = periods.map((t) => covariates[(row * context + t) * channels + channel]);
      values.sort((a = 0, b = 0) => a - b);
      medians[row * channels + channel] = values[values.length >> 1] ?? 0;
    }
  }
  return medians;
}
