import { expect, test } from "vitest";
import type { AveragingRate } from "#lib/engine/averaging.ts";
import { averaged, ema, swa } from "#lib/engine/averaging.ts";
import { mul } from "#lib/engine/operations.ts";
import { sgd } from "#lib/engine/optimizers.ts";
import { reduceMean } from "#lib/engine/shape-operations.ts";
import { openTraining } from "#lib/engine/training.ts";
import { ones } from "#lib/layers/initializers.ts";

/** The loss is p · x, so that at rate 1 every step takes x from p, which begins at 1. */
async function averageAfter(xs: readonly number[], share: AveragingRate) {
  const training = await openTraining({
    ...{ batchSize: 1, seed: 1, threads: 1, optimizer: averaged(sgd(), share) },
    inputs: { x: { dtype: "float32", shape: ["batch"] } },
    loss: (scope, { x }) => ({ loss: reduceMean(mul(x, scope.tensor("p", [], ones))) }),
  });
  for (const x of xs) await training.step({ x: Float32Array.of(x) }, 1);
  const average = training.weights().get("p")?.data[0];
  await training.close();
  return average;
}

test("an exponential average remembers little at first, then by its decay", async () => {
  // p: 1, 0, −1, −2;  min(0.15, t/(10+t)) = 1/11, 0.15, 0.15
  const first = 1 / 11;
  const second = 0.15 * first - 0.85;
  expect(await averageAfter([1], ema(0.15))).toBeCloseTo(first, 6);
  expect(await averageAfter([1, 1, 1], ema(0.15))).toBeCloseTo(0.15 * second - 2 * 0.85, 6);
});

test("stochastic weight averaging is the mean of the parameters from its step on", async () => {
  // p after steps 1 … 4: 0, −2, −5, −9
  expect(await averageAfter([1], swa(3))).toBe(0);
  expect(await averageAfter([1, 2, 3], swa(3))).toBe(-5);
  expect(await averageAfter([1, 2, 3, 4], swa(3))).toBe(-7);
});
