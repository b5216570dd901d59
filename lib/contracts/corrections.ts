import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { OverrideEntry } from "./api-answers.ts";
import { publishedKey, runPrefix, type StepName, shardName, stepKey } from "./lake-keys.ts";

/** `overrides/<hash>.json`: all corrections of one series, oldest first; their count is the version. */
export interface SeriesOverrides {
  readonly item: string;
  readonly location: string;
  readonly overrides: readonly OverrideEntry[];
}

/** The corrections there were when the run began, `SeriesOverrides[]`; absent where there were none. */
export const runOverridesKey = (run: string): string => `${runPrefix(run)}overrides.json`;

/** One period that a planner corrected, as a run applied it. */
export interface AppliedCorrection {
  readonly item: string;
  readonly location: string;
  /** Names the period. */
  readonly date: BusinessDate;
  /** Periods after the run's cutoff, from 1. */
  readonly step: number;
  /** The model's own mean; units of the target. */
  readonly model: number;
  /** The mean that is published instead. */
  readonly corrected: number;
  readonly reason: string;
  readonly by: string;
}

/** How corrections did, now that it is known what sold. */
export interface CorrectionScore {
  /** Corrected periods whose actual is known. */
  readonly periods: number;
  /** Σ |model − actual| and Σ |corrected − actual|; units. */
  readonly modelError: number;
  readonly correctedError: number;
  /** The same by who corrected, most periods first. */
  readonly planners: readonly PlannerScore[];
}

export interface PlannerScore {
  readonly by: string;
  readonly periods: number;
  readonly modelError: number;
  readonly correctedError: number;
}

const correctingStep: StepName = "reconcile";

/** `AppliedCorrection[]` of one shard; absent where nothing was corrected. */
export const correctionsKey = (run: string, shard: number): string =>
  stepKey(run, correctingStep, `corrections-${shardName(shard).replace(".arrow", ".json")}`);

/** `AppliedCorrection[]` of a publication, so that later nights can score them. */
export const publishedCorrectionsKey = (run: string): string =>
  publishedKey(run, "corrections.json");
