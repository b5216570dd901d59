import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import type { Batch } from "#lib/engine/graph-inputs.ts";
import { adamW } from "#lib/engine/optimizers.ts";
import type { TrainOptions } from "#lib/engine/train.ts";
import { train } from "#lib/engine/train.ts";
import type { ListColumn } from "#lib/lake/column-codec.ts";
import { DecodedColumns, encodeColumns } from "#lib/lake/column-codec.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";
import { batchAt, batchSize, inputs, loss } from "#test/support/engine/regression.ts";

const steps = 6;
const options: TrainOptions<typeof inputs> = {
  ...{ loss, inputs, batchSize, seed: 1, threads: 1, optimizer: adamW(), steps, batchAt },
  learningRate: () => 0.01,
};
const bitsOf = (weights: Weights) => [...weights].map(([name, { data }]) => [name, ...data]);

test("while one step is computed, another thread makes the next one's batch", async () => {
  const made = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL("../support/engine/batch-worker.ts", import.meta.url), {
    workerData: made.buffer,
  });
  const waiting: ((batch: Batch) => void)[] = [];
  worker.on("message", (batch: Batch) => waiting.shift()?.(batch));
  const fromWorker = (step: number) =>
    new Promise<Batch>((resolve) => {
      waiting.push(resolve);
      worker.postMessage(step);
    });
  const { weights } = await train({
    ...{ ...options, batchAt: fromWorker },
    onProgress({ step }) {
      // This thread has done nothing but the step since it was handed that step's batch.
      const wanted = Math.min(step + 1, steps);
      while (Atomics.load(made, 0) < wanted) {
        expect(Atomics.wait(made, 0, Atomics.load(made, 0), 5000)).not.toBe("timed-out");
      }
    },
  });
  await worker.terminate();
  expect(bitsOf(weights)).toEqual(bitsOf((await train(options)).weights));
});

test("rows of an Arrow file are trained on as they lie in it, to the same bits", async () => {
  const names = ["x", "y", "mask"] as const;
  const all = Array.from({ length: steps }, (_, step) => batchAt(step));
  const columns = names.map((name): [string, ListColumn] => {
    const parts = all.map((batch) => batch[name] as Float32Array);
    const values = Float32Array.from(parts.flatMap((part) => [...part]));
    const size = values.length / steps;
    return [
      name,
      { offsets: Int32Array.from({ length: steps + 1 }, (_, at) => at * size), values },
    ];
  });
  const file = encodeColumns(new Map(columns));
  const table = new DecodedColumns(file, "the test's file");
  const rowOf = (name: string, row: number) => {
    const { offsets, values } = table.float32List(name);
    return values.subarray(offsets[row], offsets[row + 1]);
  };
  const batchIn = (step: number): Batch =>
    Object.fromEntries(names.map((name) => [name, rowOf(name, step)]));
  expect(batchIn(2).x?.buffer).toBe(file.buffer);
  const { weights } = await train({ ...options, batchAt: batchIn });
  expect(bitsOf(weights)).toEqual(bitsOf((await train(options)).weights));
});
