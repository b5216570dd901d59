import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { shardName, stepKey } from "#lib/contracts/lake-keys.ts";
import type { PreparedPlan } from "#lib/prepare/make-plan.ts";
import type { ShardPlan } from "#lib/prepare/shard-plan.ts";
import type { ShardSummary } from "#lib/prepare/shard-summary.ts";
import { fingerprint } from "#lib/run/fingerprint.ts";
import type { StepContext } from "#lib/run/step.ts";
import { mapOnWorkers } from "#lib/run/worker-pool.ts";
import type { PrepareTask, PrepareWork } from "./prepare-worker.ts";

const worker = new URL("./prepare-worker.ts", import.meta.url);
/** DuckDB's share of a thread; a bucket's rows pass through, only the series stay. */
const memoryMegabytes = 200;

/** A shard that lies on this machine, to be put into the lake. */
export interface MadeShard {
  readonly path: string;
  readonly summary: ShardSummary;
}

/**
 * Makes every shard of a plan, on worker threads. Shards that an earlier try of the step made from
 * the same inputs are kept.
 *
 * @param identity what the shards depend on beside the files of ingest
 * @param planFolder where the plan's tables lie
 */
export async function makeShards(
  context: StepContext,
  { plan, shards }: PreparedPlan,
  identity: unknown,
  planFolder: string,
): Promise<readonly MadeShard[]> {
  const { scratch, threads, signal, progress } = context;
  const folder = join(scratch, `made-${await inputFingerprint(context, identity)}`);
  await mkdir(folder, { recursive: true });
  const tasks = shards.map((shard) => taskOf(folder, shard));
  const found = await Promise.all(tasks.map(({ summaryPath }) => readSummary(summaryPath)));
  const missing = tasks.filter((_, i) => found[i] === undefined);
  const kept = tasks.length - missing.length;
  const work: PrepareWork = {
    plan,
    folder: planFolder,
    duckdb: { threads: 1, memoryMegabytes, folders: [scratch] },
    tempFolders: join(scratch, "duckdb"),
  };
  const onDone = (done: number) => progress.report(kept + done, tasks.length);
  const options = { threads, signal, onDone };
  const made = await mapOnWorkers<PrepareTask, ShardSummary>(worker, work, missing, options);
  const fresh = new Map(missing.map((task, i) => [task, made[i]]));
  return tasks.map((task, i) => {
    const summary = found[i] ?? fresh.get(task);
    return { path: task.path, summary: summary as ShardSummary };
  });
}

function taskOf(folder: string, shard: ShardPlan): PrepareTask {
  const name = shardName(shard.shard);
  return { shard, path: join(folder, name), summaryPath: join(folder, `${name}.json`) };
}

async function readSummary(path: string): Promise<ShardSummary | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as ShardSummary);
}

async function inputFingerprint({ lake, run }: StepContext, identity: unknown): Promise<string> {
  const inputs: [string, string][] = [];
  for await (const { key, version } of lake.list(stepKey(run, "ingest", ""))) {
    inputs.push([key, version]);
  }
  return fingerprint({ inputs, identity }).slice(0, 16);
}
