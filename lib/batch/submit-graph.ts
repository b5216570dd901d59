import { type BatchClient, SubmitJobCommand } from "@aws-sdk/client-batch";
import { definitionName, jobParameter, queueName } from "#lib/contracts/cloud-jobs.ts";
import type { Machine } from "#lib/contracts/step-placement.ts";
import { findJobs } from "./find-jobs.ts";
import type { PlannedJob } from "./plan-graph.ts";

/** The stack that is to do the work. */
export interface BatchStack {
  readonly stack: string;
  /** Without an accelerator there is one queue, of CPUs. */
  readonly hasGpu: boolean;
}

export interface GraphSubmission extends BatchStack {
  readonly run: string;
  readonly jobs: readonly PlannedJob[];
  /** Whose share of the queues it takes. */
  readonly share: string;
}

export interface SubmittedJob {
  readonly name: string;
  readonly id: string;
  /** False where the job had been submitted before, and is on its way. */
  readonly isNew: boolean;
}

/**
 * Submits the jobs of a run, each after those it needs. Jobs of an earlier submission that are still
 * on their way are taken for what they are, so that submitting twice, or again after half of it
 * failed, runs each once. Not for two processes at a time: AWS Batch has no conditional submission.
 */
export async function submitGraph(
  client: BatchClient,
  submission: GraphSubmission,
): Promise<SubmittedJob[]> {
  const prefix = jobPrefix(submission.run);
  const earlier = new Map<string, string>();
  for (const { jobName = "", jobId = "", status = "" } of await findJobs(
    client,
    queuesOf(submission),
    prefix,
  )) {
    if (status !== "FAILED" && status !== "SUCCEEDED") earlier.set(jobName, jobId);
  }
  const submitted = new Map<string, SubmittedJob>();
  for (const job of submission.jobs) {
    const known = earlier.get(prefix + job.name);
    const id = known ?? (await submit(client, submission, job, submitted));
    submitted.set(job.name, { name: job.name, id, isNew: known === undefined });
  }
  return [...submitted.values()];
}

async function submit(
  client: BatchClient,
  submission: GraphSubmission,
  job: PlannedJob,
  submitted: ReadonlyMap<string, SubmittedJob>,
): Promise<string> {
  const { stack, run, share } = submission;
  const request = new SubmitJobCommand({
    jobName: jobPrefix(run) + job.name,
    jobQueue: queueName(stack, machineOf(job, submission)),
    jobDefinition: definitionName(stack, job.kind),
    parameters: { [jobParameter.run]: run },
    shareIdentifier: share,
    tags: { shelfcast: stack },
    dependsOn: job.needs.map((need) => ({ jobId: (submitted.get(need) as SubmittedJob).id })),
    ...(job.parts > 1 && { arrayProperties: { size: job.parts } }),
  });
  const { jobId = "" } = await client.send(request);
  return jobId;
}

const machineOf = ({ machine }: PlannedJob, { hasGpu }: BatchStack): Machine =>
  hasGpu ? machine : "cpu";

export const queuesOf = ({ stack, hasGpu }: BatchStack): string[] =>
  (hasGpu ? (["gpu", "cpu"] as const) : (["cpu"] as const)).map((machine) =>
    queueName(stack, machine),
  );

/** What names of a run's jobs begin with: AWS Batch takes fewer letters than a run's name may have. */
export const jobPrefix = (run: string): string =>
  `${run.replaceAll(/[^A-Za-z0-9-]/g, "_").slice(-mostLetters)}-`.replace(/^[^A-Za-z0-9]+/, "");

/** The longest name of a job and its dashes must fit into 128 letters too. */
const mostLetters = 90;
