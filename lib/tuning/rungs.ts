import type { Search, TuningConfig } from "#lib/contracts/tuning.ts";
import { proposeSettings } from "./propose-settings.ts";

/** A round of the search: so many trials beside the default, each with this share of a whole training. */
interface Rung {
  readonly trials: number;
  readonly budget: number;
}

/** A quarter of a training is the least that still tells settings apart. */
const mostRungs = 3;

/**
 * Successive halving (Jamieson & Talwalkar 2016): the budget of a trial doubles from rung to rung and the
 * worse half of the trials is left behind, so that every rung costs about the same and the last is whole.
 * Grid and random search have one rung.
 *
 *     trials(r) = ⌊n / 2ʳ⌋      budget(r) = 2^(r − R + 1)      R = min(3, 1 + ⌊log₂ n⌋)
 */
export function planRungs(search: Search, trials: number): Rung[] {
  if (search !== "halving") return [{ trials, budget: 1 }];
  const rungs = Math.min(mostRungs, 1 + Math.floor(Math.log2(trials)));
  return Array.from({ length: rungs }, (_, r) => ({
    trials: Math.floor(trials / 2 ** r),
    budget: 2 ** (r - rungs + 1),
  }));
}

/** Trainings of each round, the default's among them. */
export function searchRounds(tuning: TuningConfig): number[] {
  const beside = proposeSettings(tuning, 0).length - 1;
  return planRungs(tuning.search, beside).map(({ trials }) => trials + 1);
}
