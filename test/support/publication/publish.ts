import { mkdir } from "node:fs/promises";
import { publishStep } from "#jobs/publish/step.ts";
import type { Lake } from "#lib/lake/lake.ts";
import type { StepCounts } from "#lib/run/step.ts";
import { config } from "./finished-run.ts";

/** Runs the step `publish` on what the steps before left in the lake. */
export async function publish(
  lake: Lake,
  run: string,
  scratch: string,
  said: string[] = [],
): Promise<StepCounts> {
  await mkdir(scratch, { recursive: true });
  return await publishStep.run({
    run,
    lake,
    config,
    scratch,
    dataFolder: scratch,
    asOf: undefined,
    seed: 1,
    threads: 2,
    progress: { report: () => {}, say: (sentence) => said.push(sentence) },
    signal: new AbortController().signal,
  });
}
