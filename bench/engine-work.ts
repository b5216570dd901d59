import { createInterface } from "node:readline";
import { seededRandom } from "#lib/domain/random.ts";
import { exportModel } from "#lib/engine/export-model.ts";
import type { Node } from "#lib/engine/graph.ts";
import { type InputNodes, inputNodes } from "#lib/engine/graph-inputs.ts";
import { add, constant, gelu, relu } from "#lib/engine/operations.ts";
import { adamW } from "#lib/engine/optimizers.ts";
import { initialWeights, openScope, type Scope } from "#lib/engine/scope.ts";
import { reshape, slice } from "#lib/engine/shape-operations.ts";
import { openTraining } from "#lib/engine/training.ts";
import { multiHeadAttention } from "#lib/layers/attention.ts";
import { embedding, layerNorm, linear } from "#lib/layers/layers.ts";
import { isLora, lora } from "#lib/layers/lora.ts";
import { maskedPinball, softmaxCrossEntropy } from "#lib/layers/losses.ts";
import { packingOf } from "#lib/layers/packing.ts";
import { openModel } from "#lib/tensors/runtime.ts";
import type { EngineWork } from "./engine.ts";

/** A process of its own: reads the name of a work a line, answers with seconds a step. */
const threads = Number(process.argv[2]);
/** Of the whole batch, what this process works on: 1 / share. */
const share = Number(process.argv[3] ?? 1);
/** Seconds gone by, or those that this process was computing. */
const seconds =
  process.argv[4] === "cpu"
    ? () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6
    : () => performance.now() / 1000;
const random = seededRandom(1, "bench");
const normals = (length: number) => Float32Array.from({ length }, () => random.normal());
const integers = (length: number, below: number) =>
  Int32Array.from({ length }, () => random.below(below));

/** Seconds that building and compiling the last graph took. */
let opening = 0;
async function timed<T>(open: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const opened = await open();
  opening = (performance.now() - began) / 1000;
  return opened;
}

const levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const [rows, horizon] = [1024 / share, 28];

async function mlp(): Promise<() => Promise<unknown>> {
  const training = await timed(() =>
    openTraining({
      inputs: {
        x: { dtype: "float32", shape: ["batch", 128] },
        y: { dtype: "float32", shape: ["batch", horizon] },
        mask: { dtype: "float32", shape: ["batch", horizon] },
      },
      ...{ batchSize: rows, seed: 1, threads, optimizer: adamW() },
      loss: (scope, { x, y, mask }) => {
        const first = relu(linear(scope.in("a"), x, 256));
        const second = relu(linear(scope.in("b"), first, 256));
        const out = linear(scope.in("c"), second, horizon * levels.length);
        const forecast = reshape(out, [rows, horizon, levels.length]);
        return { loss: maskedPinball(forecast, y, mask, levels) };
      },
    }),
  );
  const mask = new Float32Array(rows * horizon).fill(1);
  const batch = { x: normals(rows * 128), y: normals(rows * horizon), mask };
  return () => training.step(batch, 1e-3);
}

const [sentences, length, width, words] = [32 / share, 64, 256, 8000];
const bertInputs = {
  tokens: { dtype: "int32", shape: ["batch", length] },
  mask: { dtype: "float32", shape: ["batch", length] },
} as const;

/** 4 layers, 256 wide, 4 heads, post-norm as BERT has it; a class from the first token. */
function bertMini(scope: Scope, { tokens, mask }: { tokens: Node; mask: Node }): Node {
  const batch = tokens.shape[0] as number;
  const places = embedding(
    scope.in("places"),
    constant([...Array(length).keys()], [length], "int32"),
    {
      rows: length,
      width,
    },
  );
  const summed = add(embedding(scope.in("words"), tokens, { rows: words, width }), places);
  const packing = packingOf(mask);
  let x = layerNorm(scope.in("norm"), packing.pack(summed), 1e-12);
  for (let layer = 0; layer < 4; layer++) {
    const inner = scope.in(`layer.${layer}`);
    const mixed = multiHeadAttention(inner.in("attention"), x, { heads: 4, packing });
    x = layerNorm(inner.in("norm1"), add(x, mixed), 1e-12);
    const up = gelu(linear(inner.in("up"), x, 4 * width));
    x = layerNorm(inner.in("norm2"), add(x, linear(inner.in("down"), up, width)), 1e-12);
  }
  const first = reshape(slice(packing.unpack(x), 1, 0, 1), [batch, width]);
  return linear(scope.in("head"), first, 2);
}

function bertBatch(isFull = false) {
  const mask = new Float32Array(sentences * length);
  for (let s = 0; s < sentences; s++) {
    mask.fill(1, s * length, s * length + (isFull ? length : 16 + random.below(49)));
  }
  return { tokens: integers(sentences * length, words), mask };
}

async function bert(isAdapted: boolean, isFull = false): Promise<() => Promise<unknown>> {
  const targets = (path: string) => /query|value/.test(path);
  const training = await timed(() =>
    openTraining({
      inputs: { ...bertInputs, labels: { dtype: "int32", shape: ["batch"] } },
      ...{ batchSize: sentences, seed: 1, threads, optimizer: adamW() },
      ...(isAdapted && {
        adapters: [lora({ rank: 8, alpha: 16, targets })],
        trainable: (name: string) => isLora(name) || name.startsWith("head"),
      }),
      loss: (scope, { labels, ...inputs }) => ({
        loss: softmaxCrossEntropy(bertMini(scope, inputs), labels),
      }),
    }),
  );
  const batch = { ...bertBatch(isFull), labels: integers(sentences, 2) };
  return () => training.step(batch, 1e-4);
}

/** The network with freshly drawn weights as a file. */
function bertFile(isInt8: boolean): Uint8Array {
  const network = (scope: Scope, inputs: InputNodes<typeof bertInputs>) => ({
    classes: bertMini(scope, inputs),
  });
  const { scope, parameters } = openScope({ training: false, seed: 1 });
  network(scope, inputNodes(bertInputs, 1));
  return exportModel({
    ...{ network, inputs: bertInputs, weights: initialWeights(parameters.values(), 1) },
    ...(isInt8 && { int8: (name: string) => name.startsWith("layer") }),
  });
}

async function inference(isInt8: boolean, isFull = false): Promise<() => Promise<unknown>> {
  const file = bertFile(isInt8);
  const model = await timed(() => openModel(file, { threads }));
  const batch = bertBatch(isFull);
  return () => model.run(batch);
}

/** How far int8 is from float: the norm of the difference by that of the answer. */
async function int8Error(): Promise<number> {
  const batch = bertBatch();
  const [exact, short] = await Promise.all(
    [false, true].map(async (isInt8) => {
      const model = await openModel(bertFile(isInt8), { threads });
      return (await model.run(batch)).classes as Float32Array;
    }),
  );
  const difference = exact?.map((value, at) => value - (short?.[at] as number)) ?? [];
  return Math.hypot(...difference) / Math.hypot(...(exact ?? []));
}

const int8Size = () => bertFile(true).length / bertFile(false).length;

const works = {
  mlp,
  bert: () => bert(false),
  bertFull: () => bert(false, true),
  lora: () => bert(true),
  inference: () => inference(false),
  inferenceFull: () => inference(false, true),
  int8: () => inference(true),
} satisfies Record<EngineWork, () => Promise<() => Promise<unknown>>>;
/** What else can be asked of a process. */
const questions: Readonly<Record<string, () => number | Promise<number>>> = {
  memory: () => process.resourceUsage().maxRSS / 1024,
  opening: () => opening,
  int8Error,
  int8Size,
};
/** Steps of a round; 3 of a work that is not named. */
const steps: Partial<Record<EngineWork, number>> = { mlp: 20, bert: 2, bertFull: 2, lora: 2 };

const open = new Map<EngineWork, () => Promise<unknown>>();
for await (const line of createInterface({ input: process.stdin })) {
  const answer = questions[line];
  if (answer) {
    console.log(await answer());
    continue;
  }
  const work = line as EngineWork;
  const step = open.get(work) ?? (await works[work]());
  open.set(work, step);
  const [began, count] = [seconds(), steps[work] ?? 3];
  for (let n = 0; n < count; n++) await step();
  console.log((seconds() - began) / count);
}
process.exit();
