import type { BatchClient } from "@aws-sdk/client-batch";
import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { describeLastBegin, describeRun, type JobState } from "#lib/batch/describe-run.ts";
import type { LatestPublication } from "#lib/contracts/publication.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { readLatest } from "#lib/publication/latest.ts";
import { newestRun } from "#lib/run/newest-run.ts";
import { type DeployedStack, findStack } from "./find-stack.ts";
import { type RaisedAlarm, raisedAlarms } from "./raised-alarms.ts";
import { asStackError } from "./stack-errors.ts";

/** The services that know how a stack fares. */
export interface StackClients {
  readonly formation: CloudFormationClient;
  readonly batch: BatchClient;
  readonly watch: CloudWatchClient;
}

/** How a deployed stack fares now. */
export interface StackView {
  readonly stack: DeployedStack;
  readonly latest: LatestPublication | null;
  /** The newest run of the lake; null before the first. */
  readonly run: string | null;
  /** The job that began the last night; null where AWS Batch has forgotten it. */
  readonly begin: JobState | null;
  readonly jobs: readonly JobState[];
  readonly alarms: readonly RaisedAlarm[];
}

/** @param run the run whose jobs are shown; the newest, if not given */
export async function lookAtStack(
  clients: StackClients,
  name: string,
  run?: string,
): Promise<StackView> {
  try {
    const stack = await findStack(clients.formation, name);
    const lake = await openLake(stack.lake);
    const latest = (await readLatest(lake)) ?? null;
    const shown = run ?? (await newestRun(lake))?.run ?? null;
    const where = { stack: name, hasGpu: stack.hasGpu };
    const begin = (await describeLastBegin(clients.batch, where)) ?? null;
    const jobs = shown === null ? [] : await describeRun(clients.batch, where, shown);
    const alarms = await raisedAlarms(clients.watch, name);
    return { stack, latest, run: shown, begin, jobs, alarms };
  } catch (error) {
    throw asStackError(error, name);
  }
}
