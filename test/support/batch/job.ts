import type {
  AttemptDetail,
  JobDetail,
  JobStatus,
  KeyValuePair,
  RetryStrategy,
  SubmitJobRequest,
} from "@aws-sdk/client-batch";

/** What a template's `AWS::Batch::JobDefinition` says, with the names of the REST API. */
export interface JobDefinition {
  readonly jobDefinitionName: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly retryStrategy?: RetryStrategy;
  readonly timeout?: { readonly attemptDurationSeconds?: number };
  readonly containerProperties: {
    readonly command?: readonly string[];
    readonly environment?: readonly KeyValuePair[];
  };
}

/** How one attempt of a container ended. */
export interface AttemptEnd {
  readonly exitCode: number | undefined;
  readonly statusReason: string;
  readonly reason?: string;
}

/** A job of one container, or an array and its children. */
export interface Job {
  readonly id: string;
  readonly request: SubmitJobRequest;
  readonly definition: JobDefinition;
  readonly createdAt: number;
  /** Which child of an array this is. */
  readonly index?: number;
  /** Of an array. */
  readonly children: readonly Job[];
  /** Jobs that must have succeeded first. */
  readonly waitsFor: Job[];
  readonly attempts: AttemptDetail[];
  status: JobStatus;
  statusReason: string | undefined;
  startedAt: number | undefined;
  stoppedAt: number | undefined;
  /** Stops the attempt under way, which then ends with this as its reason; no retry where final. */
  stop: ((statusReason: string, isFinal: boolean) => void) | undefined;
}

export const isOver = ({ status }: Job): boolean => status === "SUCCEEDED" || status === "FAILED";

export const arnOf = (kind: string, name: string): string =>
  `arn:aws:batch:eu-west-1:123456789012:${kind}/${name}`;

/** As DescribeJobs tells it. */
export function describeJob(job: Job): JobDetail {
  const { id, request, status, children, index, attempts, definition } = job;
  const exitCode = attempts.at(-1)?.container?.exitCode;
  const array = children.length > 0 ? { size: children.length, statusSummary: countOf(job) } : {};
  return {
    jobArn: arnOf("job", id),
    jobId: id,
    jobName: request.jobName,
    jobQueue: request.jobQueue,
    jobDefinition: arnOf("job-definition", `${definition.jobDefinitionName}:1`),
    status,
    statusReason: job.statusReason,
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    stoppedAt: job.stoppedAt,
    dependsOn: request.dependsOn,
    attempts,
    tags: request.tags,
    ...(children.length > 0 || index !== undefined
      ? { arrayProperties: index === undefined ? array : { index } }
      : {}),
    ...(children.length > 0 ? {} : { container: { exitCode, command: commandOf(job) } }),
  };
}

/** The container's words, `Ref::name` replaced by the job's or else the definition's parameter. */
export function commandOf({ request, definition }: Job): string[] {
  const values = { ...definition.parameters, ...request.parameters };
  const words = request.containerOverrides?.command ?? definition.containerProperties.command ?? [];
  return words.map((word) => (word.startsWith("Ref::") ? (values[word.slice(5)] ?? word) : word));
}

function countOf({ children }: Job): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of children) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
