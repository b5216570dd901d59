import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { CommandIo } from "#jobs/cli/command.ts";
import { UsageError } from "#jobs/cli/usage-error.ts";
import { observerOf } from "#jobs/nightly/observe-steps.ts";
import { nightlySteps } from "#jobs/nightly/steps.ts";
import { setting } from "#lib/contracts/cloud-jobs.ts";
import type { StepName } from "#lib/contracts/lake-keys.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { openStandingLake } from "#lib/lake/open-lake.ts";
import { readLatestManifest } from "#lib/publication/latest.ts";
import { writePartRecord } from "#lib/run/part-record.ts";
import { type RunManifest, readRunManifest, writeRunManifest } from "#lib/run/run-manifest.ts";
import {
  type RunSettings,
  runSteps,
  type StepObserver,
  scratchFolder,
} from "#lib/run/run-steps.ts";
import type { ShardPart, Step } from "#lib/run/step.ts";
import { readStepRecord, readStepRecords } from "#lib/run/step-record.ts";
import { publicationMetrics } from "./publication-metrics.ts";
import { fetchRaw } from "./raw-files.ts";

interface StepArgs {
  readonly operands: readonly string[];
  readonly lake: string;
  readonly run: string;
  readonly data: string | undefined;
  readonly shard: string | undefined;
}

/** Runs one step, or all, by the run's manifest; a step that is done is left alone. */
export async function runOneStep(args: StepArgs, io: CommandIo): Promise<void> {
  const [name = ""] = args.operands;
  const steps = name === everyStep ? nightlySteps : [requireStep(name)];
  const part = partOf(args.shard, process.env);
  const lake = await openStandingLake(args.lake);
  const manifest = await readRunManifest(lake, args.run);
  const settings = await settingsOf(args, lake, manifest, io);
  if (part) {
    io.result(await runPart(requireStep(name), part, settings, io));
    return;
  }
  const records = await runSteps(steps, settings, tellingOf(args.run, io));
  if (steps.at(-1) === nightlySteps.at(-1)) await close(lake, manifest, io);
  io.result(name === everyStep ? records : records[0]);
}

const everyStep = "all";

async function settingsOf(
  { data, run }: StepArgs,
  lake: Lake,
  { config, asOf, seed, fingerprints }: RunManifest,
  { threads, signal }: CommandIo,
): Promise<RunSettings> {
  return {
    ...{ run, lake, config, seed, threads, signal },
    asOf: asOf ?? undefined,
    dataFolder: data === undefined ? await rawFolder(lake, run, signal) : resolve(data),
    fingerprints: new Map(Object.entries(fingerprints)) as RunSettings["fingerprints"],
    earlier: undefined,
    machine: process.env[setting.machine],
  };
}

/** Raw tables are read by the first step alone: they are fetched where that is still to be done. */
async function rawFolder(lake: Lake, run: string, signal: AbortSignal): Promise<string> {
  const [first] = nightlySteps as readonly [Step];
  const folder = join(scratchFolder(lake, run, first.name), "raw");
  const isDone = await readStepRecord(lake, run, first.name);
  if (!isDone) await fetchRaw(lake, folder, signal);
  return folder;
}

async function runPart(step: Step, part: ShardPart, settings: RunSettings, io: CommandIo) {
  const scratch = scratchFolder(settings.lake, settings.run, step.name);
  await mkdir(scratch, { recursive: true });
  const progress = io.progress.begin(step.name);
  const began = performance.now();
  const counts = await step.run({ ...settings, scratch, progress, part });
  const { lake, run, machine } = settings;
  const seconds = Math.round(performance.now() - began) / 1000;
  await writePartRecord(lake, run, step.name, { part, seconds, machine });
  await rm(scratch, { recursive: true, force: true });
  return counts;
}

function tellingOf(run: string, io: CommandIo): StepObserver {
  const { begin, end } = observerOf(io);
  return {
    begin,
    end: async (record, how) => {
      if (how === "was done") io.print(`${record.step} of ${run} is done already.`);
      await end(record, how);
    },
  };
}

/** When the last step is done the manifest says what all of them took, wherever they ran. */
async function close(lake: Lake, manifest: RunManifest, io: CommandIo): Promise<void> {
  const names = Object.keys(manifest.fingerprints) as StepName[];
  const steps = await readStepRecords(lake, manifest.run, names);
  const totalSeconds = steps.reduce((sum, { seconds }) => sum + seconds, 0);
  await writeRunManifest(lake, { ...manifest, steps, totalSeconds });
  const published = await readLatestManifest(lake);
  if (published?.run === manifest.run) {
    io.progress.measure?.(publicationMetrics(published, steps));
  }
}

function requireStep(name: string): Step {
  const found = nightlySteps.find((step) => step.name === name);
  if (found) return found;
  const names = nightlySteps.map((step) => step.name).join(", ");
  throw new UsageError(`There is no step ${name}.`, `Steps are ${names}, or ${everyStep}.`);
}

/** What `--shard` says, or else AWS Batch to the child of an array. */
function partOf(shard: string | undefined, env: NodeJS.ProcessEnv): ShardPart | undefined {
  if (shard !== undefined) return parsePart(shard);
  const { AWS_BATCH_JOB_ARRAY_INDEX: index, AWS_BATCH_JOB_ARRAY_SIZE: count } = env;
  return index === undefined ? undefined : parsePart(`${index}/${count}`);
}

function parsePart(text: string): ShardPart {
  const [index, count] = text.split("/").map(Number);
  const isGood =
    /^\d+\/\d+$/.test(text) && index !== undefined && count !== undefined && index < count;
  if (isGood) return { index, count };
  throw new UsageError(`"${text}" names no part.`, "Write --shard I/N with I from 0 to N-1.");
}
