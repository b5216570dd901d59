import { describe, expect, test } from "vitest";
import type { SeriesLosses } from "#lib/contracts/tuning.ts";
import { seededRandom } from "#lib/domain/random.ts";
import { bestTrials, chooseTrial } from "#lib/tuning/choose-trial.ts";

const series = 200;

/** Series of all sizes; a trial loses `factor` times the default on each half, give or take `noise`. */
function losses(factors: readonly [number, number], noise: number, seed = 1): SeriesLosses {
  const sizes = seededRandom(7, "sizes");
  const random = seededRandom(seed, "noise");
  const half = Array.from({ length: series }, (_, s) => (s % 2) as 0 | 1);
  const loss = half.map((own) => {
    const size = Math.exp(sizes.normal());
    return size * factors[own] * (1 + noise * random.normal());
  });
  return { half, loss, scaled: loss.map((value) => value / 3) };
}

const trial = (number: number, factors: readonly [number, number], noise = 0.05) => ({
  trial: number,
  losses: losses(factors, noise, number + 1),
});
const standard = trial(0, [1, 1]);

describe("the trial whose settings are used", () => {
  test("is the best one of the half that chooses, confirmed by the other half", () => {
    const { trial: chosen, reason } = chooseTrial([
      standard,
      trial(1, [0.95, 0.95]),
      trial(2, [0.9, 0.9]),
    ]);
    expect(chosen).toBe(2);
    expect(reason).toMatch(/loses (9|10|11)\.\d % less than the default/);
  });

  test.each([
    ["it is worse than the default", [standard, trial(1, [1.1, 1.1])]],
    ["the half that had no say denies it", [standard, trial(1, [0.9, 1.02])]],
    ["what it gains is within one standard error", [standard, trial(1, [0.9, 0.999], 0.5)]],
    ["nothing else was tried", [standard]],
  ])("is the default where %s", (_case, trials) => {
    expect(chooseTrial(trials).trial).toBe(0);
  });

  test("is the default where too few series could tell", () => {
    const few = (one: { trial: number; losses: SeriesLosses }) => ({
      trial: one.trial,
      losses: {
        half: one.losses.half.slice(0, 10),
        loss: one.losses.loss.slice(0, 10),
        scaled: one.losses.scaled.slice(0, 10),
      },
    });
    const { trial: chosen, reason } = chooseTrial([few(standard), few(trial(1, [0.8, 0.8]))]);
    expect([chosen, reason]).toEqual([0, expect.stringMatching(/^Too few series to tell/)]);
  });

  test("is hardly ever another where all are alike but for chance", () => {
    const taken = Array.from({ length: 200 }, (_, round) => {
      const trials = [1, 2, 3, 4].map((t) => ({
        trial: t,
        losses: losses([1, 1], 0.2, 1000 + 4 * round + t),
      }));
      return chooseTrial([{ trial: 0, losses: losses([1, 1], 0.2, 9000 + round) }, ...trials])
        .trial;
    });
    // One standard error is passed by chance 16 times of a hundred.
    expect(taken.filter((t) => t !== 0).length / taken.length).toBeLessThan(0.25);
  });
});

test("survivors of a rung are the best of the half that chooses; the other half has no say", () => {
  const trials = [standard, trial(1, [1, 0.5]), trial(2, [0.8, 2]), trial(3, [0.9, 1])];
  expect(bestTrials(trials, 2)).toEqual([2, 3]);
});
