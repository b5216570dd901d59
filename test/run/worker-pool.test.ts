import { describe, expect, test } from "vitest";
import { mapOnWorkers } from "#lib/run/worker-pool.ts";

const module = new URL("../support/run/doubling-worker.ts", import.meta.url);
const options = (onDone = (_done: number) => {}, signal = new AbortController().signal) => ({
  threads: 2,
  signal,
  onDone,
});

describe("mapOnWorkers", () => {
  test("gives the results in the order of the tasks, whoever finished first", async () => {
    const tasks = Array.from({ length: 9 }, (_, index) => index);
    const results = await mapOnWorkers<number, number>(module, { factor: 3 }, tasks, options());
    expect(results).toEqual(tasks.map((task) => task * 3));
  });

  test("throws what a task threw", async () => {
    const run = mapOnWorkers(module, { factor: 1 }, [1, 13, 2], options());
    await expect(run).rejects.toThrow("13 is refused");
  });

  test("a worker that dies is named, with what to do", async () => {
    const run = mapOnWorkers(module, { factor: 1 }, [14], options());
    await expect(run).rejects.toMatchObject({ code: "WORKER_LOST" });
  });

  test("begins no new task after an abort", async () => {
    const controller = new AbortController();
    const done: number[] = [];
    const stop = (count: number) => {
      done.push(count);
      controller.abort(new Error("stopped by hand"));
    };
    const run = mapOnWorkers(
      module,
      { factor: 1 },
      [1, 2, 3, 4, 5, 6],
      options(stop, controller.signal),
    );
    await expect(run).rejects.toThrow("stopped by hand");
    expect(done.length).toBeLessThanOrEqual(2);
  });
});
