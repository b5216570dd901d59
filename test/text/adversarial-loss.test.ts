import { describe, expect, test } from "vitest";
import { leaf, type Node } from "#lib/engine/graph.ts";
import { mul } from "#lib/engine/operations.ts";
import { reduceSum } from "#lib/engine/shape-operations.ts";
import { adversarialLoss, disturbance } from "#lib/text/adversarial-loss.ts";
import { evaluate } from "#test/support/engine/evaluate.ts";

const e = leaf("input", "e", [2, 2, 2], "float32");
const values = [1, -2, 0.5, 3, 2, 0, -1, 1];
/** L = Σ e³ / 3, whose gradient is e². */
const cubes = (x: Node): Node => mul(reduceSum(mul(x, mul(x, x))), 1 / 3);
const epsilon = 0.1;

const valuesAt = (node: Node) => evaluate([node], new Map([[e, values]]))[0] as number[];

describe("the fast gradient method", () => {
  test("moves each text by ε along its own gradient", () => {
    const moved = valuesAt(disturbance(cubes(e), e, epsilon));
    const slopes = values.map((value) => value ** 2);
    for (const text of [0, 1]) {
      const own = slopes.slice(text * 4, text * 4 + 4);
      const length = Math.hypot(...own);
      for (const [at, slope] of own.entries()) {
        expect(moved[text * 4 + at]).toBeCloseTo((epsilon * slope) / length, 6);
      }
    }
  });

  test("adds the loss where it hurts most: L(e) + ε·‖g‖ to first order", () => {
    const plain = values.reduce((sum, value) => sum + value ** 3 / 3, 0);
    const slopes = values.map((value) => value ** 2);
    const rise = Math.hypot(...slopes.slice(0, 4)) + Math.hypot(...slopes.slice(4));
    const tiny = 1e-3;
    const [both] = valuesAt(adversarialLoss(e, cubes, tiny));
    expect(((both as number) - 2 * plain) / tiny).toBeCloseTo(rise, 1);
  });
});
