import { type ScoringStep, shardName, stepKey } from "./lake-keys.ts";

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
   * `holiday`, … or a covariate's own name; `attributes`, `text`; `other`, which is no input's; `totals`
   * and `correction`, which `reconcile` adds.
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

/** @param step  that wrote it; where `reconcile` did, its word is the last */
export const explanationShardKey = (
  run: string,
  shard: number,
  step: ScoringStep = "score",
): string => stepKey(run, step, `explanation-${shardName(shard)}`);

/**
 * Explanations with one heading more.
 *
 * @param amounts [series] units over the horizon that it adds
 */
export function withGroup(
  explained: ExplanationShard,
  group: string,
  amounts: Float32Array,
): ExplanationShard {
  const width = explained.groups.length;
  const contributions = new Float32Array(amounts.length * (width + 1));
  for (const [s, amount] of amounts.entries()) {
    const own = explained.contributions.subarray(s * width, (s + 1) * width);
    contributions.set(own, s * (width + 1));
    contributions[s * (width + 1) + width] = amount;
  }
  return { ...explained, groups: [...explained.groups, group], contributions };
}
