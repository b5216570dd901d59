import type { WordsChoice } from "./words-choice.ts";

/** Validation scores of one candidate, as fev-bench defines them; lower is better but for coverage. */
export interface ValidationScores {
  /** Scaled quantile loss. */
  readonly sql: number;
  /** Weighted quantile loss. */
  readonly wql: number;
  readonly mase: number;
  /** Of the median. */
  readonly wape: number;
  /** (Σ forecast − Σ actual) / Σ actual, of the mean. */
  readonly bias: number;
  /** Share of actuals between the lowest and the highest quantile of the config. */
  readonly coverage: number;
}

type CandidateScores = Readonly<Record<string, ValidationScores>>;

/** Which candidate is published for the series of one segment, and what all of them scored there. */
export interface SegmentChoice {
  readonly segment: string;
  readonly series: number;
  readonly chosen: string;
  /** A sentence for the planner. */
  readonly reason: string;
  readonly scores: CandidateScores;
}

/** What training learnt and chose, on validation windows before the cutoff; `train/summary.json`. */
export interface TrainingSummary {
  /** `network`, `seasonal-naive`, `ets`, … in the order they are shown. */
  readonly candidates: readonly string[];
  readonly segments: readonly SegmentChoice[];
  /** Of all series; `published`, where given, is what the segments chose, taken together. */
  readonly overall: CandidateScores;
  /** Where words of items count; absent where there are none. */
  readonly words?: WordsChoice | undefined;
  readonly validationWindows: number;
  /** The folder under `models/` of what forecasts are made with. */
  readonly model: string;
}

export const trainingSummaryName = "summary.json";
