import { parentPort, workerData } from "node:worker_threads";
import { batchAt } from "./regression.ts";

/** Answers a step's number with its batch, handed over without a copy, and counts those made. */
const made = new Int32Array(workerData as SharedArrayBuffer);
parentPort?.on("message", (step: number) => {
  const batch = batchAt(step);
  Atomics.add(made, 0, 1);
  Atomics.notify(made, 0);
  parentPort?.postMessage(
    batch,
    Object.values(batch).map(({ buffer }) => buffer as ArrayBuffer),
  );
});
