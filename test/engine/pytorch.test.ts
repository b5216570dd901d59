import { describe, expect, test } from "vitest";
import type { Node } from "#lib/engine/graph.ts";
import { add, gelu, mul, relu, sub, tanh } from "#lib/engine/operations.ts";
import { adamW, sgd } from "#lib/engine/optimizers.ts";
import { oneCycle } from "#lib/engine/schedules.ts";
import type { Adapter, Scope } from "#lib/engine/scope.ts";
import { reduceMean, reshape, slice } from "#lib/engine/shape-operations.ts";
import { openTraining } from "#lib/engine/training.ts";
import { orthogonality } from "#lib/layers/adaptive-lora.ts";
import { multiHeadAttention } from "#lib/layers/attention.ts";
import { zeros } from "#lib/layers/initializers.ts";
import { causalConvolution, layerNorm, linear } from "#lib/layers/layers.ts";
import {
  binaryCrossEntropy,
  contrastive,
  maskedPinball,
  negativeBinomial,
  softmaxCrossEntropy,
} from "#lib/layers/losses.ts";
import { type Packing, packingOf } from "#lib/layers/packing.ts";
import { prefix } from "#lib/layers/prefix.ts";
import type { Golden } from "#test/support/engine/goldens.ts";
import { goldens, runGolden } from "#test/support/engine/goldens.ts";

/** How each golden was made: test/golden/engine/make_goldens.py */
type Loss = (scope: Scope, inputs: Readonly<Record<string, Node>>) => Node;
type Shapes = Readonly<Record<string, readonly number[]>>;
type Case = readonly [name: string, shapes: Shapes, loss: Loss, adapters?: readonly Adapter[]];

type Inputs = Parameters<Loss>[1];

function bertLayer(scope: Scope, { x, mask, labels }: Inputs, packing?: Packing): Node {
  const options = { heads: 4, ...(packing ? { packing } : { mask: mask as Node }) };
  const attended = multiHeadAttention(scope.in("attention"), x as Node, options);
  const first = layerNorm(scope.in("norm1"), add(x as Node, attended));
  const wide = gelu(linear(scope.in("up"), first, 16));
  const second = layerNorm(scope.in("norm2"), add(first, linear(scope.in("down"), wide, 8)));
  const whole = packing ? packing.unpack(second) : second;
  return softmaxCrossEntropy(
    linear(scope.in("classes"), reshape(slice(whole, 1, 0, 1), [2, 8]), 4),
    labels as Node,
  );
}

/** What follows the first word of a name tells apart those that share a golden. */
const networks: readonly Case[] = [
  [
    "mlp",
    { x: [6, 5], y: [6], mask: [6] },
    (scope, { x, y, mask }) => {
      const hidden = relu(linear(scope.in("in"), x as Node, 8));
      const forecast = linear(scope.in("out"), hidden, 3);
      return maskedPinball(forecast, y as Node, mask as Node, [0.1, 0.5, 0.9]);
    },
  ],
  ["bertLayer", { x: [2, 5, 8], mask: [2, 5], labels: [2] }, bertLayer],
  [
    "bertLayer without padding",
    { x: [2, 5, 8], mask: [2, 5], labels: [2] },
    (scope, { x, mask, labels }) => {
      const packing = packingOf(mask as Node);
      return bertLayer(scope, { x: packing.pack(x as Node), labels }, packing);
    },
  ],
  [
    "causalConvolutions",
    { x: [2, 9, 3], y: [2, 9, 4] },
    (scope, { x, y }) => {
      const first = causalConvolution(scope.in("first"), x as Node, { width: 4, taps: 3 });
      const options = { width: 4, taps: 3, dilation: 2 };
      const error = sub(causalConvolution(scope.in("second"), relu(first), options), y as Node);
      return reduceMean(mul(error, error));
    },
  ],
  [
    "prefixedAttention",
    { x: [2, 5, 8], mask: [2, 5], y: [2, 5, 8] },
    (scope, { x, mask, y }) => {
      const attended = multiHeadAttention(scope, x as Node, { heads: 4, mask: mask as Node });
      const error = sub(attended, y as Node);
      return reduceMean(mul(error, error));
    },
    [prefix(3)],
  ],
];

const losses: readonly Case[] = [
  [
    "binaryCrossEntropy",
    { targets: [6], mask: [6] },
    (scope, { targets, mask }) =>
      binaryCrossEntropy(mul(scope.tensor("logits", [6], zeros), 30), targets as Node, mask),
  ],
  [
    "softmaxCrossEntropy",
    { labels: [4] },
    (scope, { labels }) =>
      softmaxCrossEntropy(scope.tensor("logits", [4, 3], zeros), labels as Node),
  ],
  [
    "negativeBinomial",
    { actual: [6], mask: [6] },
    (scope, { actual, mask }) => {
      const [mean, size] = [scope.tensor("mean", [6], zeros), scope.tensor("size", [6], zeros)];
      return negativeBinomial(mean, size, actual as Node, mask as Node);
    },
  ],
  [
    "contrastive",
    {},
    (scope) => contrastive(scope.tensor("a", [5, 4], zeros), scope.tensor("b", [5, 4], zeros)),
  ],
  [
    "orthogonality",
    {},
    (scope) => {
      scope.tensor("lora.up", [5, 2], zeros);
      scope.tensor("lora.down", [2, 4], zeros);
      return orthogonality(scope);
    },
  ],
];

describe("loss and gradients agree with PyTorch", () => {
  const row = (golden: Golden | undefined, [name, shapes, loss, adapters = []]: Case) =>
    [name, golden, shapes, loss, adapters] as const;
  const rows = [
    ...networks.map((network) => row(goldens.networks[network[0].split(" ")[0] ?? ""], network)),
    ...losses.map((loss) => row(goldens.losses[loss[0]], loss)),
  ];
  test.each(rows)("of %s", async (_name, golden, shapes, loss, adapters) => {
    if (golden === undefined) throw new Error("no golden");
    const found = await runGolden(golden, shapes, loss, adapters);
    expect(found.loss).toBeCloseTo(golden.loss, 5);
    for (const [name, gradient] of Object.entries(golden.gradients)) {
      const largest = Math.max(...gradient.map(Math.abs), 1e-2);
      for (const [at, value] of gradient.entries()) {
        const error = Math.abs((found.gradients[name]?.[at] as number) - value) / largest;
        expect(error, `${name}[${at}] ${found.gradients[name]?.[at]} ${value}`).toBeLessThan(5e-6);
      }
    }
  });
});

describe("five steps on a small loss give PyTorch's parameters", () => {
  const decayed = adamW({ weightDecay: 0.1 });
  test.each([
    ["adamW", decayed, 0.05, undefined],
    ["adamW clipped", decayed, 0.05, 0.2],
    ["sgd", sgd(), 0.1, undefined],
    ["sgd with momentum", sgd({ momentum: 0.9 }), 0.1, undefined],
  ] as const)("with %s", async (name, optimizer, learningRate, clipNorm) => {
    const weights = new Map([
      ["w", { shape: [2, 2], data: Float32Array.of(0.5, -1, 2, 0.25) }],
      ["b", { shape: [2], data: Float32Array.of(0.1, -0.3) }],
    ]);
    const training = await openTraining({
      ...{ weights, optimizer, batchSize: 2, seed: 1, threads: 1 },
      ...(clipNorm && { clipNorm }),
      inputs: { x: { dtype: "float32", shape: ["batch", 2] } },
      loss: (scope, { x }) => {
        const bounded = tanh(linearOf(scope, x));
        return { loss: mul(reduceMean(mul(bounded, bounded)), 3) };
      },
    });
    for (let step = 0; step < 5; step++) {
      await training.step({ x: Float32Array.of(1 + step, 0.5, -0.5, 2 - step) }, learningRate);
    }
    for (const [parameter, { data }] of training.weights()) {
      const expected = goldens.optimizers[name]?.[parameter] as number[];
      for (const [at, value] of expected.entries()) expect(data[at]).toBeCloseTo(value, 5);
    }
    await training.close();
  });
});

function linearOf(scope: Scope, x: Node): Node {
  const renamed: Scope = {
    ...scope,
    tensor: (name, ...rest) => scope.tensor(name === "weight" ? "w" : "b", ...rest),
  };
  return linear(renamed, x, 2);
}

test("the one-cycle schedule is OneCycleLR's", () => {
  const rate = oneCycle({ peak: 0.1, steps: 20 });
  for (const [step, expected] of goldens.oneCycle.entries()) {
    expect(rate(step)).toBeCloseTo(expected, 12);
  }
});
