import { describe, expect, test } from "vitest";
import { conv } from "#lib/engine/convolution.ts";
import { gradients } from "#lib/engine/gradients.ts";
import { leaf, ShapeError } from "#lib/engine/graph.ts";
import { compress, decompress, gather } from "#lib/engine/lookup.ts";
import * as ops from "#lib/engine/operations.ts";
import { sgd } from "#lib/engine/optimizers.ts";
import { openScope } from "#lib/engine/scope.ts";
import * as shapes from "#lib/engine/shape-operations.ts";
import { openTraining } from "#lib/engine/training.ts";
import { multiHeadAttention } from "#lib/layers/attention.ts";
import { zeros } from "#lib/layers/initializers.ts";
import { linear } from "#lib/layers/layers.ts";
import { maskedPinball, softmaxCrossEntropy } from "#lib/layers/losses.ts";
import { packingOf } from "#lib/layers/packing.ts";
import { batchAt, batchSize, inputs, loss } from "#test/support/engine/regression.ts";

const of = (...shape: number[]) => leaf("input", "x", shape, "float32");
const whole = (...shape: number[]) => leaf("input", "i", shape, "int32");
const { scope } = openScope({ training: true, seed: 1 });

describe("shapes that do not fit are refused when the graph is built, with both of them", () => {
  test.each([
    ["Add", () => ops.add(of(2, 3), of(4)), "Add cannot take float32[2,3] and float32[4]."],
    ["Mul of two types", () => ops.mul(of(2), whole(2)), "float32[2] and int32[2]"],
    ["Where", () => ops.where(of(2), of(2), of(2)), "Where cannot take float32[2] and float32[2]"],
    ["Gemm", () => ops.gemm(of(2, 3), of(4, 5)), "Gemm cannot take float32[2,3] and float32[4,5]."],
    [
      "its bias",
      () => ops.gemm(of(2, 3), of(3, 5), { bias: of(3) }),
      "float32[3,5] and float32[3]",
    ],
    [
      "FusedMatMul",
      () => ops.matMul(of(7, 2, 3), of(7, 4, 5)),
      "float32[7,2,3] and float32[7,4,5]",
    ],
    ["its outer axes", () => ops.matMul(of(7, 2, 3), of(6, 3, 5)), "float32[7] and float32[6]"],
    ["Conv", () => conv(of(1, 2, 9), of(4, 3, 3)), "float32[1,2,9] and float32[4,3,3]"],
    ["a short series", () => conv(of(1, 2, 2), of(4, 2, 3)), "shorter than the kernel"],
    ["Gather", () => gather(of(5, 2), of(3)), "Gather cannot take float32[5,2] and float32[3]."],
    ["Compress", () => compress(of(5, 2), of(5)), "float32[5,2] and float32[5]. It takes rows"],
    ["Decompress", () => decompress(of(5, 2), of(6)), "float32[5,2] and float32[6]. It takes rows"],
    ["packing", () => packingOf(of(5)), "It takes [batch, steps]."],
    ["Reshape", () => shapes.reshape(of(2, 3), [4]), "It holds 6 values, [4] would hold 4."],
    ["Transpose", () => shapes.transpose(of(2, 3), [0, 0]), "[0,0] is no order of its axes."],
    ["Expand", () => shapes.expand(of(2), [3]), "Expand cannot take float32[2] and float32[3]."],
    ["ReduceSum", () => shapes.reduceSum(of(2), [1]), "It has no axis 1."],
    ["Concat", () => shapes.concat([of(2, 3), of(3, 2)], 0), "float32[2,3] and float32[3,2]"],
    ["Split", () => shapes.split(of(4), [1, 2], 0), "Sizes [1,2] do not add up to axis 0."],
    ["Slice", () => shapes.slice(of(4), 0, 3, 5), "Axis 0 has no range 3 to 5."],
    ["layer norm", () => shapes.layerNormalization(of(2, 3), of(2), of(2), 1e-5), "float32[2,3]"],
    [
      "pinball",
      () => maskedPinball(of(2, 3), of(2), of(2), [0.5]),
      "The last axis holds 1 levels.",
    ],
    ["cross-entropy", () => softmaxCrossEntropy(of(2, 3), whole(3)), "float32[2,3] and int32[3]"],
    ["heads", () => multiHeadAttention(scope, of(2, 3, 5), { heads: 4 }), "a multiple of 4 heads"],
    ["a scalar's linear layer", () => linear(scope, of(), 3), "It needs an axis to work on."],
    ["a loss", () => gradients(of(2), []), "The loss is a scalar."],
  ])("%s", (_name, build, sentence) => {
    expect(build).toThrow(ShapeError);
    expect(build).toThrow(sentence);
  });

  test("a parameter asked for twice in two shapes", () => {
    scope.tensor("w", [2], zeros);
    expect(() => scope.tensor("w", [3], zeros)).toThrow(
      "Parameter w cannot take float32[2]. It is asked for again as [3].",
    );
  });
});

describe("a batch is refused that does not fill the inputs", () => {
  const rows = batchAt(0);
  test.each([
    ["short", { ...rows, y: new Float32Array(3) }, "Input y has 3 values, not 64."],
    [
      "of another type",
      { ...rows, y: new Int32Array(64) },
      "y is a Int32Array, not a Float32Array.",
    ],
    ["without an input", { x: rows.x, y: rows.y }, "Input mask is missing."],
  ])("%s", async (_name, batch, sentence) => {
    for (const parts of [1, 2]) {
      const options = { loss, inputs, batchSize, seed: 1, threads: 1, optimizer: sgd(), parts };
      const training = await openTraining(options);
      await expect(training.step(batch as typeof rows, 0.1)).rejects.toThrow(sentence);
      await training.close();
    }
  });

  test("in parts it does not divide into", async () => {
    const options = { loss, inputs, batchSize, seed: 1, threads: 1, optimizer: sgd(), parts: 3 };
    await expect(openTraining(options)).rejects.toThrow("It must divide into 3 equal parts.");
  });
});
