import { memberNames } from "#lib/candidates/member-forecasts.ts";
import type { ValidatedForecast } from "#lib/candidates/validate-shard.ts";
import type { WordsChoice, WordsWorth } from "#lib/contracts/words-choice.ts";
import { usesWords } from "#lib/contracts/words-choice.ts";
import { seriesLoss } from "#lib/forecasting/series-loss.ts";
import { weighSamples } from "#lib/forecasting/weigh-samples.ts";

/** Fewer forecasts cannot show what words are worth to a segment. */
const leastSamples = 30;

/**
 * Uses words where they lower the loss of what network and trees say together on validation, segment
 * by segment; a segment of few forecasts goes by all.
 *
 * @returns undefined where no words are told
 */
export function chooseWords(
  forecasts: readonly ValidatedForecast[],
  levels: readonly number[],
): WordsChoice | undefined {
  const weighed = weighSamples(forecasts, memberNames.length, levels);
  const [all, bySegment] = [new Losses(), new Map<string, Losses>()];
  for (const [i, { wordless, quantiles, actual, segment }] of forecasts.entries()) {
    if (wordless === undefined) continue;
    const { length } = wordless.quantiles;
    const weight = weighed[i]?.weight ?? 0;
    const loss = (of: Float32Array) => weight * seriesLoss(actual, halved(of), levels);
    const own = bySegment.get(segment) ?? new Losses();
    bySegment.set(segment, own);
    for (const losses of [all, own]) {
      losses.add(loss(quantiles.subarray(0, length)), loss(wordless.quantiles));
    }
  }
  if (all.samples === 0) return undefined;
  const overall = all.worth();
  const segments = [...bySegment].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    overall,
    segments: Object.fromEntries(
      segments.map(([name, losses]) => [name, losses.worth(overall.isUsed)]),
    ),
  };
}

/** The mean of two forecasts that stand behind one another. */
function halved(both: Float32Array): Float32Array {
  const width = both.length / 2;
  return both.subarray(0, width).map((value, at) => (value + (both[width + at] as number)) / 2);
}

class Losses {
  samples = 0;
  #told = 0;
  #untold = 0;

  add(told: number, untold: number): void {
    this.samples += 1;
    this.#told += told;
    this.#untold += untold;
  }

  /** @param ofAll whether words are used where too few can tell */
  worth(ofAll = true): WordsWorth {
    const gain = this.#untold > 0 ? 1 - this.#told / this.#untold : 0;
    return { isUsed: this.samples < leastSamples ? ofAll : gain > 0, gain, samples: this.samples };
  }
}

/** What is forecast when words are used where they should be. */
export function withChosenWords(
  forecasts: readonly ValidatedForecast[],
  words: WordsChoice | undefined,
): ValidatedForecast[] {
  return forecasts.map(({ wordless, ...told }) =>
    wordless === undefined || usesWords(words, told.segment)
      ? told
      : {
          ...told,
          quantiles: withFirst(told.quantiles, wordless.quantiles),
          mean: withFirst(told.mean, wordless.mean),
          saleProbability: withFirst(told.saleProbability, wordless.saleProbability),
        },
  );
}

function withFirst(all: Float32Array, first: Float32Array): Float32Array {
  const changed = all.slice();
  changed.set(first);
  return changed;
}
