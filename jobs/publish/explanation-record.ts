import type { ExplanationShard } from "#lib/contracts/explanation-shard.ts";
import type { ItemName, SeriesExplanationRecord } from "#lib/contracts/serving.ts";
import { explanationSentence, seriesExplanation } from "#lib/prediction/explain-series.ts";
import { plainNumber } from "#lib/publication/spill-series.ts";

/** The explanations of one shard as the API gives them; none of a run that explained nothing. */
export const explanationsOf =
  (shard: ExplanationShard | undefined, nameOf: (itemRow: number) => ItemName) =>
  (s: number): SeriesExplanationRecord | undefined => {
    if (shard === undefined) return undefined;
    const explained = seriesExplanation(shard, s, nameOf);
    const { analogues } = explained;
    return {
      baseline: plainNumber(explained.baseline),
      contributions: explained.contributions.map(({ group, amount }) => ({
        group,
        amount: plainNumber(amount),
      })),
      sentence: explanationSentence(explained),
      ...(analogues.length > 0 && { analogues }),
    };
  };
