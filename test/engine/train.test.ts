import { describe, expect, test } from "vitest";
import { adamW } from "#lib/engine/optimizers.ts";
import { cosine } from "#lib/engine/schedules.ts";
import type { Progress, Trained, TrainOptions } from "#lib/engine/train.ts";
import { train } from "#lib/engine/train.ts";
import { mapOnWorkers } from "#lib/run/worker-pool.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";
import { batchAt, batchSize, inputs, loss, trainSteps } from "#test/support/engine/regression.ts";

const steps = 30;
const options: TrainOptions<typeof inputs> = {
  ...{ loss, inputs, batchSize, seed: 1, threads: 1, optimizer: adamW(), steps, batchAt },
  learningRate: cosine({ peak: 0.01, steps, warmUp: 3 }),
};
const validation = { every: 5, batches: [batchAt(1000), batchAt(1001)] };

const bitsOf = (weights: Weights) =>
  [...weights].map(([name, { data }]) => [name, Buffer.from(data.buffer).toString("hex")]);

describe("train", () => {
  test("reports every step with its rate, and the validations made", async () => {
    const told: Progress[] = [];
    await train({ ...options, validation, onProgress: (progress) => told.push(progress) });
    expect(told.map(({ step }) => step)).toEqual(Array.from({ length: steps }, (_, at) => at + 1));
    expect(told.map(({ learningRate }) => learningRate)).toEqual(
      told.map((_, step) => options.learningRate(step)),
    );
    const validated = told.filter(({ validationLoss }) => validationLoss !== undefined);
    expect(validated.map(({ step }) => step)).toEqual([5, 10, 15, 20, 25, 30]);
    expect(validated.at(-1)?.validationLoss).toBeLessThan(validated[0]?.validationLoss as number);
  });

  test("killed anywhere and resumed from its last checkpoint ends with the same bits", async () => {
    const whole = await train({ ...options, validation });
    for (const killedAt of [3, 11, 26]) {
      const saved: Uint8Array[] = [];
      const stop = new Error("killed");
      const killed = train({
        ...options,
        validation,
        checkpoint: { every: 4, save: (bytes) => void saved.push(bytes) },
        onProgress: ({ step }) => {
          if (step === killedAt) throw stop;
        },
      });
      await expect(killed).rejects.toBe(stop);
      const resumed = await train({ ...options, validation, resume: saved.at(-1) });
      expect(resumed.bestLoss).toBe(whole.bestLoss);
      expect(bitsOf(resumed.weights)).toEqual(bitsOf(whole.weights));
    }
  });

  test("in runs of many steps ends with the bits of single ones, and tells of each", async () => {
    const checkpoint = { every: 7, save: () => {} };
    const one = await train({ ...options, validation, checkpoint });
    const told: Progress[] = [];
    const onProgress = (progress: Progress) => told.push(progress);
    const many = await train({ ...options, validation, checkpoint, stepsPerRun: 8, onProgress });
    expect(bitsOf(many.weights)).toEqual(bitsOf(one.weights));
    expect(told.map(({ step }) => step)).toEqual(Array.from({ length: steps }, (_, at) => at + 1));
    const validated = told.filter(({ validationLoss }) => validationLoss !== undefined);
    expect(validated.map(({ step }) => step)).toEqual([5, 10, 15, 20, 25, 30]);
  });

  test("stops after its patience, with the weights of the best validation", async () => {
    const losses: number[] = [];
    const trained = await train({
      ...options,
      steps: 1000,
      learningRate: (step) => (step < 10 ? 0.01 : -0.01),
      validation: { ...validation, patience: 3 },
      onProgress: ({ validationLoss }) => {
        if (validationLoss !== undefined) losses.push(validationLoss);
      },
    });
    expect(trained.bestLoss).toBe(Math.min(...losses));
    expect(losses.indexOf(Math.min(...losses))).toBe(losses.length - 4);
    expect(trained.steps).toBe(losses.length * validation.every);
    const again = await train({
      ...options,
      steps: 5,
      weights: trained.weights,
      validation,
      learningRate: () => 0,
    });
    expect(again.bestLoss).toBeCloseTo(trained.bestLoss as number, 6);
  });

  test("stopped by a signal saves a checkpoint, then throws the signal's reason", async () => {
    const controller = new AbortController();
    const saved: Uint8Array[] = [];
    const stopped = train({
      ...options,
      signal: controller.signal,
      checkpoint: { every: 100, save: (bytes) => void saved.push(bytes) },
      onProgress: ({ step }) => {
        if (step === 7) setTimeout(() => controller.abort(new Error("enough")));
      },
    });
    await expect(stopped).rejects.toThrow("enough");
    const [resume] = saved;
    const whole = await train(options);
    const resumed = await train({ ...options, resume });
    expect(bitsOf(resumed.weights)).toEqual(bitsOf(whole.weights));
  });

  test("in a worker thread ends with the same bits, while this thread stays free", async () => {
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 5);
    const worker = new URL("../support/engine/training-worker.ts", import.meta.url);
    const pool = { threads: 1, signal: new AbortController().signal, onDone: () => {} };
    const [trained] = await mapOnWorkers<number, Trained>(worker, undefined, [200], pool);
    clearInterval(ticking);
    expect(ticks).toBeGreaterThan(10);
    const here = await trainSteps(200);
    expect(bitsOf((trained as Trained).weights)).toEqual(bitsOf(here.weights));
  });

  test("lets a failure to read the next batch through", async () => {
    const gone = async (step: number) => {
      if (step === 4) throw new Error("the shard is gone");
      return batchAt(step);
    };
    await expect(train({ ...options, batchAt: gone })).rejects.toThrow("the shard is gone");
  });
});
