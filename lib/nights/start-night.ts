import { type BatchClient, SubmitJobCommand } from "@aws-sdk/client-batch";
import { findJobs } from "#lib/batch/find-jobs.ts";
import {
  definitionName,
  jobParameter,
  jobShares,
  nightJobName,
  queueName,
} from "#lib/contracts/cloud-jobs.ts";
import { nightKey } from "#lib/contracts/lake-keys.ts";
import { jsonBytes } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** Why a night's run starts: its files are there, or its time is up. */
type StartReason = "files-arrived" | "deadline";

export interface NightStart {
  readonly stack: string;
  readonly night: string;
  readonly reason: StartReason;
  /** Keys that nothing has arrived of; the run takes what lies there from before. */
  readonly missing: readonly string[];
  readonly config: string;
}

/**
 * Submits the job that begins a night, once: of all that try, the one that writes the night's record
 * does. A try that fails takes the record away, so that the next one starts the night.
 *
 * @returns false where the night had been started before
 */
export async function startNight(
  lake: Lake,
  client: BatchClient,
  start: NightStart,
): Promise<boolean> {
  const key = nightKey(start.night);
  if (
    !(await lake.writeIf(key, jsonBytes({ ...start, at: new Date().toISOString() }), undefined))
  ) {
    return false;
  }
  try {
    await submitOnce(client, start);
    return true;
  } catch (error) {
    await lake.remove(key);
    throw error;
  }
}

/** A try that was cut off after its submission has left the job, though not its record. */
async function submitOnce(client: BatchClient, start: NightStart): Promise<void> {
  const { stack, night, config } = start;
  const [jobName, jobQueue] = [nightJobName(night), queueName(stack, "cpu")];
  const earlier = await findJobs(client, [jobQueue], jobName);
  if (earlier.some(({ status }) => status !== "FAILED")) return;
  const request = new SubmitJobCommand({
    ...{ jobName, jobQueue },
    jobDefinition: definitionName(stack, "begin"),
    parameters: { [jobParameter.config]: config },
    shareIdentifier: jobShares.nightly,
    tags: { shelfcast: stack },
  });
  await client.send(request);
}
