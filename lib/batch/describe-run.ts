import {
  type BatchClient,
  DescribeJobsCommand,
  type JobDetail,
  type JobSummary,
  paginateListJobs,
} from "@aws-sdk/client-batch";
import { nightJobName, queueName } from "#lib/contracts/cloud-jobs.ts";
import { findJobs } from "./find-jobs.ts";
import { type BatchStack, jobPrefix, queuesOf } from "./submit-graph.ts";

/** One job of a run, as AWS Batch knows it now. */
export interface JobState {
  /** Without the run's name. */
  readonly name: string;
  readonly id: string;
  readonly queue: string;
  /** AWS Batch's: `SUBMITTED`, `PENDING`, `RUNNABLE`, `STARTING`, `RUNNING`, `SUCCEEDED`, `FAILED`. */
  readonly state: string;
  /** Epoch milliseconds; null before it began. */
  readonly started: number | null;
  readonly stopped: number | null;
  /** Containers that were tried so far. */
  readonly attempts: number;
  /** How many of an array's containers are in which state; null for a job of one. */
  readonly parts: Readonly<Record<string, number>> | null;
  /** Why it is in this state, as AWS Batch says it; "" where it says nothing. */
  readonly reason: string;
}

/** DescribeJobs takes no more at a time. */
const jobsPerRequest = 100;

/** The jobs of a run in the order of their submission; none where AWS Batch has forgotten it, a week on. */
export async function describeRun(
  client: BatchClient,
  stack: BatchStack,
  run: string,
): Promise<JobState[]> {
  const prefix = jobPrefix(run);
  return await describeJobs(client, await findJobs(client, queuesOf(stack), prefix), prefix);
}

/** The job that began the last night, with its reason where it failed. */
export async function describeLastBegin(
  client: BatchClient,
  { stack }: BatchStack,
): Promise<JobState | undefined> {
  const begun = await findJobs(client, [queueName(stack, "cpu")], nightJobName(""));
  const [youngest] = begun.sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  return youngest && (await describeJobs(client, [youngest], ""))[0];
}

/** Of jobs of one name, which a run has that was submitted again, the youngest; the oldest job first. */
async function describeJobs(
  client: BatchClient,
  found: readonly JobSummary[],
  prefix: string,
): Promise<JobState[]> {
  const byAge = [...found].reverse().sort((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0));
  const ids = [...new Map(byAge.map(({ jobName, jobId = "" }) => [jobName, jobId])).values()];
  const states = new Map<string, JobState>();
  for (let first = 0; first < ids.length; first += jobsPerRequest) {
    const jobs = ids.slice(first, first + jobsPerRequest);
    const { jobs: described = [] } = await client.send(new DescribeJobsCommand({ jobs }));
    for (const job of described) {
      states.set(job.jobId ?? "", stateOf(job, prefix, await reasonOf(client, job)));
    }
  }
  return ids.map((id) => states.get(id)).filter((state) => state !== undefined);
}

const stateOf = (job: JobDetail, prefix: string, reason: string): JobState => ({
  name: (job.jobName ?? "").slice(prefix.length),
  id: job.jobId ?? "",
  queue: (job.jobQueue ?? "").replace(/^.*job-queue\//, ""),
  state: job.status ?? "",
  started: job.startedAt ?? null,
  stopped: job.stoppedAt ?? null,
  attempts: job.attempts?.length ?? 0,
  parts: partsOf(job),
  reason,
});

function partsOf({ arrayProperties = {} }: JobDetail): Readonly<Record<string, number>> | null {
  const { size = 0, statusSummary = {} } = arrayProperties;
  if (size === 0) return null;
  return Object.fromEntries(Object.entries(statusSummary).filter(([, count]) => count > 0));
}

/** Of an array the reason of the first of its containers that failed, which the array itself does not tell. */
async function reasonOf(client: BatchClient, job: JobDetail): Promise<string> {
  const isFailedArray = job.status === "FAILED" && (job.arrayProperties?.size ?? 0) > 0;
  if (isFailedArray) {
    const asked = { arrayJobId: job.jobId, jobStatus: "FAILED" as const };
    for await (const { jobSummaryList = [] } of paginateListJobs({ client }, asked)) {
      const [child] = jobSummaryList;
      const { index } = child?.arrayProperties ?? {};
      if (child) return `container ${index}: ${withExitCode(child.statusReason, child.container)}`;
    }
  }
  return withExitCode(job.statusReason, job.container);
}

function withExitCode(
  reason = "",
  container: { readonly exitCode?: number | undefined; readonly reason?: string | undefined } = {},
): string {
  const { exitCode, reason: why } = container;
  const isWrong = exitCode !== undefined && exitCode !== 0;
  return [reason, why, isWrong ? `exit code ${exitCode}` : undefined].filter(Boolean).join(", ");
}
