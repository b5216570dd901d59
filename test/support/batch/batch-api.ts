import { randomUUID } from "node:crypto";
import type {
  DescribeJobsRequest,
  JobDependency,
  JobSummary,
  ListJobsRequest,
  SubmitJobRequest,
  SubmitJobResponse,
} from "@aws-sdk/client-batch";
import { arnOf, describeJob, type Job, type JobDefinition } from "./job.ts";
import type { JobRunner } from "./job-runner.ts";
import { Refusal } from "./refusal.ts";
import { matches } from "./retry.ts";
import { requireGoodSubmission } from "./submission-rules.ts";

interface Stop {
  readonly jobId?: string;
  readonly reason?: string;
}

/** What AWS Batch answers, from its jobs in memory. */
export class BatchApi {
  readonly #definitions: ReadonlyMap<string, JobDefinition>;
  readonly #queues: readonly string[];
  readonly #runner: JobRunner;
  readonly #jobs = new Map<string, Job>();

  constructor(definitions: readonly JobDefinition[], queues: readonly string[], runner: JobRunner) {
    this.#definitions = new Map(definitions.map((given) => [given.jobDefinitionName, given]));
    this.#queues = queues;
    this.#runner = runner;
  }

  /** In the order of submission, arrays without their children. */
  get jobs(): readonly Job[] {
    return [...this.#jobs.values()].filter(({ index }) => index === undefined);
  }

  find(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  submit(request: SubmitJobRequest): SubmitJobResponse {
    const definition = this.#definitions.get(nameOf(request.jobDefinition));
    if (!definition) throw new Refusal(`JobDefinition ${request.jobDefinition} not found`);
    this.#requireQueue(request.jobQueue);
    requireGoodSubmission(request, (id) => this.#jobs.get(id));
    const job = this.#makeJob(request, definition);
    this.#runner.add(job);
    return { jobArn: arnOf("job", job.id), jobId: job.id, jobName: request.jobName };
  }

  describe({ jobs = [] }: DescribeJobsRequest): object {
    if (jobs.length > 100) throw new Refusal("jobs must have at most 100 entries");
    const found = jobs.map((id) => this.#jobs.get(id));
    return { jobs: found.filter((job) => job !== undefined).map(describeJob) };
  }

  list(request: ListJobsRequest): object {
    const { jobQueue, arrayJobId, jobStatus = "RUNNING", maxResults = 100 } = request;
    if ((jobQueue === undefined) === (arrayJobId === undefined)) {
      throw new Refusal("Exactly one of jobQueue, arrayJobId and multiNodeJobId must be given");
    }
    const filter = request.filters?.[0];
    const among = arrayJobId === undefined ? this.#inQueue(jobQueue) : this.#childrenOf(arrayJobId);
    // With a filter, jobs of every status are told, the youngest first.
    const found = filter
      ? among.filter((job) => isNamed(job, filter.values)).reverse()
      : among.filter(({ status }) => status === jobStatus);
    const from = Number(request.nextToken ?? 0);
    const isMore = found.length > from + maxResults;
    return {
      jobSummaryList: found.slice(from, from + maxResults).map(summarise),
      ...(isMore ? { nextToken: String(from + maxResults) } : {}),
    };
  }

  /** Has an effect only before the job has begun. */
  cancel({ jobId = "", reason = "" }: Stop): object {
    const job = this.#require(jobId);
    if (!job.stop) this.#runner.end(job, reason);
    return {};
  }

  terminate({ jobId = "", reason = "" }: Stop): object {
    this.#runner.end(this.#require(jobId), reason);
    return {};
  }

  #makeJob(request: SubmitJobRequest, definition: JobDefinition): Job {
    const id = randomUUID();
    const size = request.arrayProperties?.size ?? 0;
    const children = Array.from({ length: size }, (_, index) =>
      newJob(`${id}:${index}`, request, definition, { index }),
    );
    for (const child of children) child.waitsFor.push(...this.#needsOf(child, children));
    const job = newJob(id, request, definition, { children });
    if (size === 0) job.waitsFor.push(...this.#needsOf(job, []));
    for (const made of [job, ...children]) this.#jobs.set(made.id, made);
    return job;
  }

  #needsOf({ request, index = 0 }: Job, siblings: readonly Job[]): Job[] {
    const need = ({ jobId, type }: JobDependency): Job | undefined => {
      if (type === "SEQUENTIAL") return siblings[index - 1];
      const other = this.#require(jobId ?? "");
      return type === "N_TO_N" ? other.children[index] : other;
    };
    return (request.dependsOn ?? []).map(need).filter((job) => job !== undefined);
  }

  #require(id: string): Job {
    const job = this.#jobs.get(id);
    if (!job) throw new Refusal(`Job ${id} not found`);
    return job;
  }

  #requireQueue(queue: string | undefined): void {
    if (this.#queues.includes(nameOf(queue))) return;
    throw new Refusal(`JobQueue ${queue} not found`);
  }

  #inQueue(queue: string | undefined): readonly Job[] {
    this.#requireQueue(queue);
    return this.jobs.filter(({ request }) => nameOf(request.jobQueue) === nameOf(queue));
  }

  #childrenOf(id: string): readonly Job[] {
    return this.#require(id).children;
  }
}

/** The name in an ARN, or in `name:revision`. */
const nameOf = (given = ""): string =>
  (given.startsWith("arn:") ? given.slice(given.indexOf("/") + 1) : given).replace(/:\d+$/, "");

const isNamed = ({ request }: Job, names: readonly string[] = []): boolean =>
  names.some((name) => matches(name, request.jobName));

const newJob = (
  id: string,
  request: SubmitJobRequest,
  definition: JobDefinition,
  place: { readonly index?: number; readonly children?: readonly Job[] },
): Job => ({
  id,
  request,
  definition,
  createdAt: Date.now(),
  children: [],
  waitsFor: [],
  attempts: [],
  status: "SUBMITTED",
  statusReason: undefined,
  startedAt: undefined,
  stoppedAt: undefined,
  stop: undefined,
  ...place,
});

function summarise(job: Job): JobSummary {
  const { jobArn, jobId, jobName, createdAt, status, statusReason, arrayProperties, container } =
    describeJob(job);
  const { exitCode } = container ?? {};
  return {
    ...{ jobArn, jobId, jobName, createdAt, status, statusReason },
    arrayProperties: { size: arrayProperties?.size, index: arrayProperties?.index },
    ...(container ? { container: { exitCode } } : {}),
  };
}
