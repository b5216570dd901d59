import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandIo } from "#jobs/cli/command.ts";
import { textTable } from "#jobs/cli/text-table.ts";
import { UsageError } from "#jobs/cli/usage-error.ts";
import { type IdentifiedRun, identifyRun, manifestKeeper } from "#jobs/nightly/identify-run.ts";
import { nightlySteps } from "#jobs/nightly/steps.ts";
import { isSearchDue } from "#jobs/tune/is-search-due.ts";
import { connectBatch } from "#lib/batch/batch-client.ts";
import { planGraph } from "#lib/batch/plan-graph.ts";
import { type BatchStack, type SubmittedJob, submitGraph } from "#lib/batch/submit-graph.ts";
import { readConfig } from "#lib/config/read-config.ts";
import { jobShares, setting } from "#lib/contracts/cloud-jobs.ts";
import { deviceMisfit } from "#lib/contracts/device-fit.ts";
import { type GraphSize, graphSizeFor } from "#lib/contracts/graph-size.ts";
import { lakePrefix, runLeaseKey } from "#lib/contracts/lake-keys.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { readLatest } from "#lib/publication/latest.ts";
import { holdLease } from "#lib/run/lease.ts";
import { settleWithoutWork } from "#lib/run/run-steps.ts";
import type { StepRecord } from "#lib/run/step-record.ts";
import { searchRounds } from "#lib/tuning/rungs.ts";
import { fetchRaw } from "./raw-files.ts";

interface BeginArgs {
  readonly lake: string;
  readonly config: string;
  readonly stack: string | undefined;
  readonly parts: number | undefined;
  readonly manual: boolean;
}

/** A submission takes seconds; after so long without a sign its process is gone. */
const leaseSeconds = 300;

/** Names the run of the files that are there, takes over what is unchanged, and submits the rest. */
export async function begin(args: BeginArgs, io: CommandIo): Promise<void> {
  const stack = readStack(args.stack, process.env);
  const lake = await openLake(args.lake);
  const identified = await identify(lake, args.config, io);
  const { run } = identified;
  const { device } = identified.inputs.config.training;
  const misfit = deviceMisfit({ hasGpu: stack.hasGpu, device });
  if (misfit !== undefined) io.progress.begin("begin").say(misfit);
  const earlier = (await readLatest(lake))?.run;
  if (earlier === run) {
    io.print(`Run ${run} of these files is published already; nothing is submitted.`);
    io.result({ run, outcome: "already-published", jobs: [] });
    return;
  }
  const terms = { now: Date.now, ttlSeconds: leaseSeconds };
  const jobs = await holdLease(lake, runLeaseKey(run), `Run ${run}`, terms, async () => {
    const records = await settleUnchanged(lake, identified, earlier);
    const done = new Set(records.map(({ step }) => step));
    const share = args.manual ? jobShares.manual : jobShares.nightly;
    const { config } = identified.inputs;
    const rounds = (await isSearchDue(lake, config)) ? searchRounds(config.tuning) : [];
    const planned = planGraph(nightlySteps, done, sizeOf(args.parts, identified), rounds);
    return await submitGraph(connectBatch(), { ...stack, run, jobs: planned, share });
  });
  tell(run, jobs, io);
}

function readStack(given: string | undefined, env: NodeJS.ProcessEnv): BatchStack {
  const stack = given ?? env[setting.stack];
  if (stack) return { stack, hasGpu: env[setting.accelerator] !== "none" };
  throw new UsageError("It is not known which stack is to run the steps.", "Give --stack NAME.");
}

async function identify(lake: Lake, configKey: string, io: CommandIo): Promise<IdentifiedRun> {
  const folder = join(process.env[setting.scratch] ?? tmpdir(), `shelfcast-raw-${process.pid}`);
  await mkdir(folder, { recursive: true });
  try {
    io.progress.begin("raw files");
    await fetchRaw(lake, folder, io.signal);
    io.progress.end();
    const config = await readConfig(join(folder, configKey.slice(lakePrefix.raw.length)));
    const seed = io.seed ?? config.seed;
    const request = { config, dataFolder: folder, lake, asOf: undefined, seed };
    return await identifyRun(nightlySteps, request);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const sizeOf = (parts: number | undefined, { inputs: { files } }: IdentifiedRun): GraphSize => {
  if (parts !== undefined) return parts === 0 ? "whole" : parts;
  const bytes = new Map(files.map((file) => [file.path, file.bytes]));
  return graphSizeFor([...bytes.values()].reduce((sum, size) => sum + size, 0));
};

/** Leaves the run's manifest, by which each step runs elsewhere. @returns records of what is done */
async function settleUnchanged(
  lake: Lake,
  identified: IdentifiedRun,
  earlier: string | undefined,
): Promise<StepRecord[]> {
  const { config } = identified.inputs;
  const keep = manifestKeeper(lake, identified);
  await keep([]);
  const records: StepRecord[] = [];
  for (const step of nightlySteps) {
    const settled = await settleWithoutWork(step, { lake, earlier, config, ...identified });
    if (settled) records.push(settled[0]);
  }
  await keep(records);
  return records;
}

function tell(run: string, jobs: readonly SubmittedJob[], io: CommandIo): void {
  const isNew = jobs.some((job) => job.isNew);
  io.print(isNew ? `Run ${run} is submitted:\n` : `Run ${run} is under way already:\n`);
  const rows = jobs.map((job) => [job.name, job.id, job.isNew ? "submitted" : "under way"]);
  io.print(textTable(["job", "id", "state"], rows, io.style));
  io.result({ run, outcome: isNew ? "submitted" : "under-way", jobs });
}
