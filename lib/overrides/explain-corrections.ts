import type { AppliedCorrection } from "#lib/contracts/corrections.ts";
import type { ExplanationShard } from "#lib/contracts/explanation-shard.ts";

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
  const width = explained.groups.length;
  const contributions = new Float32Array(explained.item.length * (width + 1));
  for (const [s, item] of explained.item.entries()) {
    const own = explained.contributions.subarray(s * width, (s + 1) * width);
    contributions.set(own, s * (width + 1));
    const series = JSON.stringify([item, explained.location[s]]);
    contributions[s * (width + 1) + width] = changes.get(series) ?? 0;
  }
  return { ...explained, groups: [...explained.groups, group], contributions };
}
