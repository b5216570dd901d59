import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import type { SegmentChoice, ValidationScores } from "./training-summary.ts";
import type { LearningSettings } from "./tuning.ts";

/** `models/<model>/card.json`: what a model is, of what, how good and for what (Mitchell et al. 2019). */
export interface ModelCard {
  readonly model: string;
  readonly name: string;
  /** Of the program that trained it. */
  readonly version: string;
  readonly intendedUse: string;
  readonly limits: readonly string[];
  /** What it learned from. */
  readonly data: ModelData;
  readonly metrics: ModelMetrics;
  readonly lineage: ModelLineage;
  /** Of the network and trees; `null` where baselines alone are used. */
  readonly learned: LearnedModel | null;
}

export interface ModelData {
  readonly cutoff: BusinessDate;
  /** A whole number of the run's calendar. */
  readonly cutoffPeriod: number;
  readonly firstPeriod: number;
  readonly frequency: string;
  readonly season: number;
  readonly horizon: number;
  readonly target: string;
  readonly quantiles: QuantileLevels;
  readonly series: number;
  readonly known: readonly string[];
  readonly past: readonly string[];
  readonly attributes: readonly string[];
  /** Of the items' texts; `null` where no words are read. */
  readonly encoder: string | null;
}

/** On validation windows before the cutoff. */
interface ModelMetrics {
  readonly validationWindows: number;
  readonly published: ValidationScores | null;
  readonly segments: readonly Pick<SegmentChoice, "segment" | "series" | "chosen" | "reason">[];
}

interface ModelLineage {
  readonly run: string;
  readonly seed: number;
  /** The train step's fingerprint: code version, settings and all that it read. */
  readonly fingerprint: string | null;
  /** Files of the raw tables, by content. */
  readonly inputs: readonly { readonly path: string; readonly sha256: string }[];
}

interface LearnedModel {
  readonly windows: number;
  readonly steps: number;
  readonly members: number;
  readonly parameters: number;
  readonly loss: number;
  /** What a search found to be better than the effort's own settings; none in models of earlier versions. */
  readonly settings?: LearningSettings;
  /** Of `model.bin`. */
  readonly bytes: number;
  readonly sha256: string;
}
