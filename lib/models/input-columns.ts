import { calendarWidth } from "./calendar-features.ts";
import type { ForecastPlan } from "./forecast-plan.ts";
import type { CovariateScaling } from "./input-statistics.ts";
import { positionWidth } from "./network-inputs.ts";
import { baselineCount, patternColumns } from "./step-baselines.ts";
import { channelCount } from "./window-covariates.ts";
import { scalarNames } from "./window-scalars.ts";

/** What an input column tells of, and what it would be if nothing were special. */
export interface InputColumn {
  /** `level`, `season`, `trend`, or what `covariateGroup` says. */
  readonly group: string;
  /** `level` is the window's mean in scales; a covariate's usual value its own median over the context. */
  readonly usual: "zero" | "level" | "asinh level" | { readonly medianOfChannel: number };
  /** Whether only its course over the horizon is season, and its mean is level. */
  readonly isShape?: true;
}

/** Inputs that explanations are about; `codeShare` stands for the attributes. */
export const explainedInputs = [
  "history",
  "covariates",
  "future",
  "baselines",
  "codeShare",
  "text",
] as const;
export type ExplainedInput = (typeof explainedInputs)[number];

/** A column that says what kind of series this is: it explains nothing, it is the same in both worlds. */
type Kept = undefined;

const level: InputColumn = { group: "level", usual: "zero" };
const shape = (usual: InputColumn["usual"]): InputColumn => ({
  ...{ group: "season", usual },
  isShape: true,
});

const groupWords = {
  price: /price|cost/i,
  promotion: /promo|discount|rebate|deal|coupon|campaign/i,
  holiday: /holiday|christmas|easter|new_?year|thanksgiving|ramadan|festiv/i,
  search: /search|quer(y|ies)/i,
  reviews: /review|rating|stars/i,
} as const;

/** Under which heading a covariate is explained: a usual word where its name holds one, else its name. */
export function covariateGroup(name: string): string {
  const found = Object.entries(groupWords).find(([, words]) => words.test(name));
  return found?.[0] ?? name;
}

export interface InputColumns {
  readonly history: readonly (InputColumn | Kept)[];
  /** Of each past period. */
  readonly covariates: readonly InputColumn[];
  /** Of each step. */
  readonly future: readonly (InputColumn | Kept)[];
  readonly baselines: readonly InputColumn[];
}

const repeated = <Column>(count: number, column: Column): Column[] =>
  new Array<Column>(count).fill(column);

/** The columns that `WindowFeatures` writes, in its order. */
export function inputColumns(plan: ForecastPlan): InputColumns {
  const channels = channelColumns([...plan.known, ...plan.past]);
  const known = channels.slice(0, channelCount(plan.known));
  const { context, blockCount } = plan.windows;
  return {
    history: [
      ...repeated(context, level),
      ...repeated(context, undefined),
      ...repeated(blockCount, { group: "level", usual: "asinh level" } as const),
      ...repeated(blockCount, undefined),
      ...repeated(blockCount, level),
      ...scalarNames.map((name) => scalarColumns[name]),
    ],
    covariates: channels,
    future: [
      ...repeated(calendarWidth(plan), { group: "season", usual: "zero" } as const),
      ...repeated(baselineCount, shape("asinh level")),
      ...repeated(baselineCount, shape("zero")),
      ...repeated(positionWidth, undefined),
      ...known,
      ...patternColumns.map((says) => (says === "value" ? shape("zero") : undefined)),
    ],
    baselines: repeated(baselineCount, shape("level")),
  };
}

/** Those of a window's numbers that are not the same in both worlds. */
const scalarColumns: Partial<Record<(typeof scalarNames)[number], InputColumn>> = {
  seasonLevel: { group: "level", usual: "asinh level" },
  recentLevel: { group: "level", usual: "asinh level" },
  contextLevel: { group: "level", usual: "asinh level" },
  longLevel: { group: "level", usual: "asinh level" },
  trend: { group: "trend", usual: "zero" },
  growth: { group: "trend", usual: "zero" },
};

const channelColumns = (covariates: readonly CovariateScaling[]): InputColumn[] =>
  covariates
    .flatMap(({ name, relative }) => repeated(relative ? 2 : 1, covariateGroup(name)))
    .map((group, channel) => ({ group, usual: { medianOfChannel: channel } }));

/** The columns that `writeBoostedRow` writes, in its order. */
export function boostedColumns(plan: ForecastPlan): readonly (InputColumn | Kept)[] {
  const attribute: InputColumn = { group: "attributes", usual: "zero" };
  return [
    ...scalarNames.map((name) => scalarColumns[name]),
    ...repeated(plan.statics.length, attribute),
    ...inputColumns(plan).future,
  ];
}

/** What each column of each explained input tells of. */
export function explainedColumns({
  plan,
  widths,
}: {
  readonly plan: ForecastPlan;
  readonly widths: { readonly statics: number; readonly text: number };
}): Readonly<Record<ExplainedInput, readonly (InputColumn | Kept)[]>> {
  const whole = (width: number, group: string) =>
    repeated(width, { group, usual: "zero" } as const);
  return {
    ...inputColumns(plan),
    codeShare: whole(widths.statics, "attributes"),
    text: whole(widths.text, "text"),
  };
}

/** Every heading under which this plan's forecasts are explained, each once. */
export function explainedGroups(plan: ForecastPlan): string[] {
  const covariates = [...plan.known, ...plan.past].map(({ name }) => covariateGroup(name));
  return [
    ...new Set([
      ...["level", "trend", "season"],
      ...covariates,
      ...(plan.statics.length > 0 ? ["attributes"] : []),
      ...(plan.textWidth > 0 ? ["text"] : []),
    ]),
  ];
}
