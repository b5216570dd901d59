import type { AppliedCorrection } from "#lib/contracts/corrections.ts";
import { type ExplanationShard, withGroup } from "#lib/contracts/explanation-shard.ts";

/** What planners changed is explained under this heading. */
const group = "correction";

/** The explanations with what planners added, so that they add up to what is published. */
export function explainCorrections(
  explained: ExplanationShard,
  corrections: readonly AppliedCorrection[],
): ExplanationShard {
  if (corrections.length === 0) return explained;
  const changes = new Map<string, number>();
  for (const { item, location, model, corrected } of corrections) {
    const series = JSON.stringify([item, location]);
    changes.set(series, (changes.get(series) ?? 0) + corrected - model);
  }
  const amountOf = (item: string, s: number) =>
    changes.get(JSON.stringify([item, explained.location[s]])) ?? 0;
  return withGroup(explained, group, Float32Array.from(explained.item, amountOf));
}
