import type { Node } from "#lib/engine/graph.ts";
import { add, constant, mul } from "#lib/engine/operations.ts";
import { calendarWidth } from "#lib/models/calendar-features.ts";
import { type ForecastNetwork, forecastNetwork } from "#lib/models/forecast-network.ts";
import type { ForecastPlan } from "#lib/models/forecast-plan.ts";
import { baselineCount } from "#lib/models/step-baselines.ts";

type Inputs = Readonly<Record<string, Node>>;

/** The project's network on other inputs. */
const onInputs =
  (change: (inputs: Inputs, plan: ForecastPlan) => Inputs): ForecastNetwork =>
  (scope, inputs, plan, size) =>
    forecastNetwork(scope, { ...inputs, ...change(inputs, plan) }, plan, size);

/** Columns `from` … `to` of the last axis become 0: the network learns without them. */
export function without(x: Node, from: number, to: number): Node {
  const width = x.shape.at(-1) as number;
  const kept = Array.from({ length: width }, (_, c) => (c >= from && c < to ? 0 : 1));
  return mul(x, constant(kept, [width]));
}

/** Values and masks of the past are first, means of blocks next, scalars last. */
export const valuesEnd = ({ windows }: ForecastPlan): number => 2 * windows.context;
const blocksEnd = ({ windows }: ForecastPlan): number =>
  2 * windows.context + 3 * windows.blockCount;

export const noBlocks = onInputs(({ history }, plan) => ({
  history: without(history as Node, valuesEnd(plan), blocksEnd(plan)),
}));

export const noScalars = onInputs(({ history }, plan) => ({
  history: without(history as Node, blocksEnd(plan), (history as Node).shape[1] as number),
}));

export const noCalendar = onInputs(({ future }, plan) => ({
  future: without(future as Node, 0, calendarWidth(plan)),
}));

/** It strays from its scale instead of from a mixture of simple forecasts. */
export const noMixture = onInputs(({ baselines }) => ({
  baselines: add(mul(baselines as Node, 0), 1),
}));

export const noSimpleForecasts = onInputs(({ baselines, future }, plan) => {
  const first = calendarWidth(plan);
  return {
    baselines: add(mul(baselines as Node, 0), 1),
    future: without(future as Node, first, first + 2 * baselineCount),
  };
});
