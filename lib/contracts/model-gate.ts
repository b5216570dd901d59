import type { BusinessDate } from "#lib/domain/business-date.ts";

/** By which model a run forecasts, and why; `train/gate.json`. */
export interface ModelGate {
  /** `kept`: nothing had drifted; `fell-back`: what was trained did not cover enough. */
  readonly decision: "trained" | "kept" | "fell-back";
  /** A sentence for the planner. */
  readonly reason: string;
  readonly model: string;
  /** Share of actuals that should lie between the outer quantiles. */
  readonly nominal: number;
  /** Share that did for the model trained tonight, on validation; `null` where it is not known. */
  readonly coverage: number | null;
  /** The model of the publication before, where there is one that could go on. */
  readonly champion: ChampionState | null;
}

/** How the model of earlier publications does. */
export interface ChampionState {
  readonly model: string;
  /** Last date that it learned from, and the periods since. */
  readonly cutoff: BusinessDate;
  readonly age: number;
  /** Its published forecasts held to what came since; `null` while too little did. */
  readonly realised: RealisedScores | null;
  /** Its error on validation, which `realised.wape` is held to; `null` where it was not validated. */
  readonly expectedWape: number | null;
  /** Population stability index of the series' levels; `null` where the history is too short. */
  readonly stabilityIndex: number | null;
  /** Sentences: what speaks for training again. */
  readonly drift: readonly string[];
}

export interface RealisedScores {
  /** Forecast periods of series whose actual is known by now. */
  readonly periods: number;
  readonly coverage: number;
  readonly wape: number;
}

export const modelGateName = "gate.json";
