import { describe, expect, test } from "vitest";
import { holdOutAfter } from "#lib/behaviour/hold-out.ts";
import { type LearningSettings, learnWay } from "#lib/behaviour/learn-customers.ts";
import { reliability } from "#lib/behaviour/reliability.ts";
import { textVectors } from "#lib/behaviour/text-vectors.ts";
import { seededRandom } from "#lib/domain/random.ts";
import { purchasesOf } from "#test/support/behaviour/purchases.ts";
import { shoppers } from "#test/support/behaviour/shoppers.ts";

const settings = (items: number): LearningSettings => ({
  text: textVectors(Array.from({ length: items }, () => [])),
  seed: 1,
  threads: 2,
  networkSteps: 30,
});

describe("what customers buy next", { timeout: 180_000 }, () => {
  const held = holdOutAfter(shoppers(600, 30, 1), 70, 14);

  test("is met better than by popularity, and says how likely it is within a hundredth", async () => {
    const { report, scorer } = await learnWay(held, settings(30));
    await scorer.close();
    const chosen = report.ways[report.chosen];
    expect(chosen?.ndcg).toBeGreaterThan(1.5 * report.popularity.ndcg);
    expect(chosen?.ndcg).toBe(Math.max(...Object.values(report.ways).map(({ ndcg }) => ndcg)));
    expect(report.reliability?.error).toBeLessThan(0.03);
    expect(report.reliability?.crossEntropy).toBeLessThan(
      report.reliability?.plainCrossEntropy ?? 0,
    );
  });

  test("the same seed learns the same, to the bit", async () => {
    const scoresOf = async () => {
      const { scorer } = await learnWay(held, settings(30));
      const scores = await scorer.score(new Float32Array(18 * 5).fill(-0.5));
      await scorer.close();
      return [...scores];
    };
    expect(await scoresOf()).toEqual(await scoresOf());
  });

  test("is left to the simple mix where next to nothing was bought", async () => {
    const few = purchasesOf(
      [
        [
          [1, 0],
          [80, 0],
        ],
        [[2, 1]],
      ],
      3,
    );
    const { report } = await learnWay(holdOutAfter(few, 70, 14), settings(3));
    expect([report.chosen, report.reliability]).toEqual(["mix", undefined]);
  });
});

describe("reliability", () => {
  const random = seededRandom(2);
  const said = Float32Array.from({ length: 60_000 }, () => random.uniform() ** 3);
  const bought = said.map((p) => (random.uniform() < p ? 1 : 0));

  test("is near 0 where what is said comes true", () => {
    expect(reliability(said, bought).error).toBeLessThan(0.01);
  });

  test("is the distance where all is said too high", () => {
    const high = said.map((p) => Math.min(1, p + 0.1));
    const mean = high.reduce((sum, p, k) => sum + p - (said[k] as number), 0) / said.length;
    expect(reliability(high, bought).error).toBeCloseTo(mean, 1);
  });

  test("cross-entropy of a coin that is called a coin is ln 2", () => {
    const half = new Float32Array(1000).fill(0.5);
    const { crossEntropy } = reliability(
      half,
      half.map((_, k) => k % 2),
    );
    expect(crossEntropy).toBeCloseTo(Math.LN2, 6);
  });
});
