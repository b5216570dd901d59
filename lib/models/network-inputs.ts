import type { InputSpecs } from "#lib/engine/graph-inputs.ts";
import { calendarWidth } from "./calendar-features.ts";
import type { ForecastPlan } from "./forecast-plan.ts";
import { baselineCount, patternWidth } from "./step-baselines.ts";
import { channelCount } from "./window-covariates.ts";
import { scalarWidth } from "./window-scalars.ts";

/** Numbers that tell where in the horizon a step lies. */
export const positionWidth = 2;

/** Widths of what the network reads; features, network and exported graph all take them from here. */
export function inputWidths(plan: ForecastPlan) {
  const known = channelCount(plan.known);
  return {
    /** Past values and their masks, means of blocks (twice scaled) and their shares, scalars. */
    history: 2 * plan.windows.context + 3 * plan.windows.blockCount + scalarWidth,
    /** Of each past period. */
    covariates: known + channelCount(plan.past),
    /** Of each step ahead: calendar, baselines (twice scaled), position, covariates, patterns. */
    future: calendarWidth(plan) + 2 * baselineCount + positionWidth + known + patternWidth,
    statics: plan.statics.length,
    text: plan.textWidth,
  };
}

/** [future] whether no forecast may rise with what stands in this column of a step. */
export function fallingColumns(plan: ForecastPlan): readonly boolean[] {
  const { fallsWith = [] } = plan;
  const known = plan.known.flatMap((covariate) =>
    new Array<boolean>(channelCount([covariate])).fill(fallsWith.includes(covariate.name)),
  );
  const before = calendarWidth(plan) + 2 * baselineCount + positionWidth;
  const free = (width: number) => new Array<boolean>(width).fill(false);
  return [...free(before), ...known, ...free(patternWidth)];
}

/** What the network reads of each window; a group that the data set lacks is left out. */
export function forecastInputs(plan: ForecastPlan): InputSpecs {
  const { history, covariates, future, statics, text } = inputWidths(plan);
  const { horizon, windows } = plan;
  return {
    history: { dtype: "float32", shape: ["batch", history] },
    future: { dtype: "float32", shape: ["batch", horizon, future] },
    /** Simple forecasts, in scales of the window. */
    baselines: { dtype: "float32", shape: ["batch", horizon, baselineCount] },
    /** How far forecasts stray from the baselines, in scales. */
    stride: { dtype: "float32", shape: ["batch", 1] },
    ...(covariates > 0 && {
      covariates: { dtype: "float32", shape: ["batch", windows.context, covariates] },
    }),
    ...(statics > 0 && { codes: { dtype: "int32", shape: ["batch", statics] } }),
    ...(text > 0 && { text: { dtype: "float32", shape: ["batch", text] } }),
  };
}

/** What an explanation reads besides: 0 … 1, how much of each attribute's meaning counts. */
export function explanationInputs(plan: ForecastPlan): InputSpecs {
  const { statics } = inputWidths(plan);
  return {
    ...forecastInputs(plan),
    ...(statics > 0 && { codeShare: { dtype: "float32", shape: ["batch", statics] } }),
  };
}

/** What training reads besides. */
export function forecastTargets({ horizon }: ForecastPlan) {
  return {
    /** In scales of the window; 0 where the importance is 0. */
    actual: { dtype: "float32", shape: ["batch", horizon] },
    /** What an error of one scale weighs; 0 where nothing was observed. */
    importance: { dtype: "float32", shape: ["batch", horizon] },
  } as const satisfies InputSpecs;
}
