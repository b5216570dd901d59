import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { CommandIo } from "#jobs/cli/command.ts";
import { UsageError } from "#jobs/cli/usage-error.ts";
import { nightlySteps } from "#jobs/nightly/steps.ts";
import { lakePrefix } from "#lib/contracts/lake-keys.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { readRunManifest } from "#lib/run/run-manifest.ts";
import { runStep, scratchFolder } from "#lib/run/run-steps.ts";
import type { ShardPart, Step, StepContext } from "#lib/run/step.ts";
import { readStepRecord } from "#lib/run/step-record.ts";

interface StepArgs {
  readonly operands: readonly string[];
  readonly lake: string;
  readonly run: string;
  readonly data: string | undefined;
  readonly shard: string | undefined;
}

/** Runs one step by the run's manifest; a step that is done is left alone. */
export async function runOneStep(args: StepArgs, io: CommandIo): Promise<void> {
  const step = requireStep(args.operands[0] ?? "");
  const part = args.shard === undefined ? undefined : parsePart(args.shard);
  const lake = await openLake(args.lake);
  const { run } = args;
  const done = await readStepRecord(lake, run, step.name);
  if (done) {
    io.print(`${step.name} of ${run} is done already.`);
    io.result(done);
    return;
  }
  const { config, asOf, seed, fingerprints } = await readRunManifest(lake, run);
  const scratch = scratchFolder(lake, run, step.name);
  await mkdir(scratch, { recursive: true });
  const context: StepContext = {
    ...{ run, lake, config, seed, scratch },
    asOf: asOf ?? undefined,
    dataFolder: await dataFolder(lake, step, args.data, scratch),
    threads: io.threads,
    signal: io.signal,
    progress: io.progress.begin(step.name),
    ...(part ? { part } : {}),
  };
  if (part) {
    const counts = await step.run(context);
    io.result(counts);
  } else {
    const prints = new Map(Object.entries(fingerprints)) as Parameters<typeof runStep>[2];
    const record = await runStep(step, context, prints);
    io.result(record);
  }
  await rm(scratch, { recursive: true, force: true });
}

function requireStep(name: string): Step {
  const found = nightlySteps.find((step) => step.name === name);
  if (found) return found;
  const names = nightlySteps.map((step) => step.name).join(", ");
  throw new UsageError(`There is no step ${name}.`, `Steps are ${names}.`);
}

function parsePart(text: string): ShardPart {
  const [index, count] = text.split("/").map(Number);
  const isGood =
    /^\d+\/\d+$/.test(text) && index !== undefined && count !== undefined && index < count;
  if (isGood) return { index, count };
  throw new UsageError(`"${text}" names no part.`, "Write --shard I/N with I from 0 to N-1.");
}

/** Only the first step reads raw tables; without a folder they are fetched from the lake. */
async function dataFolder(
  lake: Lake,
  step: Step,
  given: string | undefined,
  scratch: string,
): Promise<string> {
  if (given !== undefined) return resolve(given);
  const folder = join(scratch, "raw");
  if (step.needs.length > 0) return folder;
  for await (const { key } of lake.list(lakePrefix.raw)) {
    await lake.download(key, join(folder, key.slice(lakePrefix.raw.length)));
  }
  return folder;
}
