import { type StepName, shardName, stepKey } from "./lake-keys.ts";

/**
 * Why the forecasts of one shard are what they are, in their order. Units of the target, summed over
 * the horizon. Written by `score`, read by the API and `explain`.
 *
 *     Σ mean forecast = baseline + Σ contributions
 */
export interface ExplanationShard {
  readonly shard: number;
  readonly item: readonly string[];
  readonly location: readonly string[];
  /**
   * What contributes, the same for all series: `level`, `trend`, `season`; `price`, `promotion`,
   * `holiday`, … or a covariate's own name; `attributes`, `text`; `other`, which is no input's.
   */
  readonly groups: readonly string[];
  /** [series] what would be forecast at the series' usual level, were nothing special. */
  readonly baseline: Float32Array;
  /** [series · groups] */
  readonly contributions: Float32Array;
  /**
   * [series · analoguesNamed] rows of items.arrow, -1 for none: the items from which the forecast of a series
   * that has sold little or nothing was learned most.
   */
  readonly analogues: Int32Array;
}

const explanationStep: StepName = "score";

export const explanationShardKey = (run: string, shard: number): string =>
  stepKey(run, explanationStep, `explanation-${shardName(shard)}`);
