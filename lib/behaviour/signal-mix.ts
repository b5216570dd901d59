import type { JudgedPairs } from "./judged-pairs.ts";
import { pairFeature, pairFeatures } from "./pair-features.ts";
import { rankingOf } from "./pair-ranking.ts";
import type { PairScorer } from "./pair-scorer.ts";

/** How much the signals weigh beside the probability of habit, which weighs 1. */
export interface MixWeights {
  readonly company: number;
  readonly popularity: number;
  /** Whether of late counts, or of long. */
  readonly taste: "short" | "long";
}

const companies = [0.1, 0.3, 1, 3];
const popularities = [0.01, 0.03, 0.1];
/** Where nobody bought anything to choose by. */
const plainWeights: MixWeights = { company: 1, popularity: 0.03, taste: "long" };

/** The simple way: score = habit + a · company + b · popularity. */
export class SignalMix implements PairScorer {
  readonly weights: MixWeights;

  constructor(weights: MixWeights = plainWeights) {
    this.weights = weights;
  }

  score(features: Float32Array): Promise<Float32Array> {
    const { company, popularity, taste } = this.weights;
    const [near, sought] = [pairFeature.company[taste], pairFeature.popularity[taste]];
    const scores = new Float32Array(features.length / pairFeatures);
    for (let pair = 0; pair < scores.length; pair++) {
      const at = pair * pairFeatures;
      const signal = (place: number) => Math.exp(features[at + place] as number);
      scores[pair] =
        signal(pairFeature.habit) + company * signal(near) + popularity * signal(sought);
    }
    return Promise.resolve(scores);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The mix whose lists meet what was bought best, by NDCG; of equals the first tried. */
export async function chooseMix(pairs: JudgedPairs): Promise<SignalMix> {
  let best = { mix: new SignalMix(), ndcg: 0 };
  for (const taste of ["short", "long"] as const) {
    for (const company of companies) {
      for (const popularity of popularities) {
        const mix = new SignalMix({ company, popularity, taste });
        const { ndcg } = rankingOf(pairs, await mix.score(pairs.features));
        if (ndcg > best.ndcg) best = { mix, ndcg };
      }
    }
  }
  return best.mix;
}
