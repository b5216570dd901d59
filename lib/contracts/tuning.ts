import { stepKey } from "./lake-keys.ts";

/** A setting of network or trees that can be searched, and within what. */
interface TunedParameter {
  readonly kind: "whole" | "real";
  /** Whether it is drawn evenly over its values or over their logarithms. */
  readonly scale: "linear" | "log";
  readonly min: number;
  readonly max: number;
  /** Searched between where the config names no space; empty for what is then left alone. */
  readonly usual: readonly number[];
  readonly meaning: string;
}

/** The typed space, by the names of the config: parser, search and training all read this table. */
export const tunedParameters = {
  context: {
    ...{ kind: "whole", scale: "log", min: 4, max: 2000, usual: [] },
    meaning: "Past periods the network reads one by one.",
  },
  summary_width: {
    ...{ kind: "whole", scale: "log", min: 8, max: 512, usual: [48, 192] },
    meaning: "Numbers that sum up a window's past.",
  },
  step_width: {
    ...{ kind: "whole", scale: "log", min: 8, max: 512, usual: [32, 128] },
    meaning: "Numbers that sum up a step ahead.",
  },
  dropout: {
    ...{ kind: "real", scale: "linear", min: 0, max: 0.6, usual: [0, 0.3] },
    meaning: "Share of the network's numbers left out at random while it learns.",
  },
  learning_rate: {
    ...{ kind: "real", scale: "log", min: 1e-4, max: 0.05, usual: [0.002, 0.01] },
    meaning: "Largest step of the network's learning.",
  },
  trees: {
    ...{ kind: "whole", scale: "log", min: 10, max: 2000, usual: [] },
    meaning: "Boosted trees.",
  },
  leaves: {
    ...{ kind: "whole", scale: "log", min: 4, max: 256, usual: [8, 64] },
    meaning: "Most leaves of a tree.",
  },
  tree_learning_rate: {
    ...{ kind: "real", scale: "log", min: 0.005, max: 0.5, usual: [0.03, 0.15] },
    meaning: "Share of what a tree finds that is added.",
  },
} as const satisfies Record<string, TunedParameter>;

export type TunedName = keyof typeof tunedParameters;
export const tunedNames = Object.keys(tunedParameters) as readonly TunedName[];
export const parameterOf = (name: TunedName): TunedParameter => tunedParameters[name];

/** What differs from the effort's own settings. */
export type LearningSettings = Readonly<Partial<Record<TunedName, number>>>;
/** Numbers of each parameter: a grid tries them, other searches draw between the least and the largest. */
export type SearchSpace = Readonly<Partial<Record<TunedName, readonly number[]>>>;

export const searches = ["none", "grid", "random", "halving"] as const;
export type Search = (typeof searches)[number];

export interface TuningConfig {
  readonly search: Search;
  /** Settings that are tried beside the default ones. */
  readonly trials: number;
  readonly space: SearchSpace;
  /** Periods for which what was found is used before it is searched again. */
  readonly keepFor: number;
}

/** Loss on validation windows; lower is better. */
interface TrialScores {
  readonly wql: number;
  readonly sql: number;
  /** WQL of each alone. */
  readonly network: number;
  readonly boosted: number;
}

/** One training with some settings, on one rung of the search. */
export interface Trial {
  /** 0 is the default. */
  readonly trial: number;
  /** 0 is the first; only halving has more. */
  readonly rung: number;
  /** Share of a whole training that it was given. */
  readonly budget: number;
  readonly settings: LearningSettings;
  readonly steps: number;
  readonly parameters: number;
  /** The network's loss on windows after the trial's cutoff, while it learned. */
  readonly curve: readonly CurvePoint[];
  readonly scores: TrialScores;
  readonly seconds: number;
}

export interface CurvePoint {
  readonly step: number;
  readonly loss: number;
}

/** Losses of the mean of network and trees, by series: what two trials are compared by. [series] each. */
export interface SeriesLosses {
  /** Which half of the series: one chooses, the other confirms. */
  readonly half: readonly (0 | 1)[];
  /** Quantile loss, units. */
  readonly loss: readonly number[];
  /** The same in seasonal errors; 0 where the series has none. */
  readonly scaled: readonly number[];
}

/** A trial as it lies in the run, until and after the search is over. */
export interface TrialRecord extends Trial {
  readonly losses: SeriesLosses;
}

/** What the search found; `tune/tuning.json`. */
export interface TuningSummary {
  readonly search: Search;
  /** In the order of rungs and trials. */
  readonly trials: readonly Trial[];
  /** The trial whose settings train uses; 0 for the default ones. */
  readonly chosen: number;
  readonly settings: LearningSettings;
  /** A sentence for the report. */
  readonly reason: string;
  /** Last period known to the run that searched. */
  readonly cutoffPeriod: number;
  /** Of all that was asked: what was found is of use to those who ask the same. */
  readonly question: string;
  /** The run that searched, where this one took over what it found. */
  readonly takenFrom?: string;
}

export const tuningKey = (run: string): string => stepKey(run, "tune", "tuning.json");

/** `rung=0/trial=003.json` */
export const trialKey = (run: string, rung: number, trial: number): string =>
  stepKey(run, "tune", `rung=${rung}/trial=${String(trial).padStart(3, "0")}.json`);
