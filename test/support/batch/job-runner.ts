import { join } from "node:path";
import { arnOf, commandOf, isOver, type Job } from "./job.ts";
import { isRetried } from "./retry.ts";
import { type RunningContainer, runContainer, timedOut } from "./run-container.ts";

export interface RunnerOptions {
  /** Receives one log file a leaf job. */
  readonly logFolder: string;
  /** Of every container, below what definition, job and AWS Batch set. */
  readonly environment: NodeJS.ProcessEnv;
  /** Containers at work at once. */
  readonly slots: number;
  /** Milliseconds that a second of a timeout takes: tests need not wait a real minute. */
  readonly secondMs: number;
  /** Between SIGTERM and SIGKILL; 120 s on a spot instance, 30 s where a job is stopped. */
  readonly noticeMs: number;
}

/** Moves jobs through their states, and runs those whose turn has come. */
export class JobRunner {
  readonly #options: RunnerOptions;
  readonly #jobs: Job[] = [];
  #running = 0;
  #isClosed = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  add(job: Job): void {
    this.#jobs.push(...(job.children.length > 0 ? [...job.children, job] : [job]));
    // Whoever submits gets the answer before the job can be over.
    setImmediate(() => this.#advance());
  }

  /** Fails a job that has not begun, or stops one that has. */
  end(job: Job, reason: string): void {
    for (const leaf of job.children.length > 0 ? job.children : [job]) {
      if (leaf.stop) leaf.stop(reason, true);
      else if (!isOver(leaf)) finish(leaf, "FAILED", reason);
    }
    this.#advance();
  }

  close(): void {
    this.#isClosed = true;
    for (const { stop } of this.#jobs) stop?.("The runner is closed", true);
  }

  #advance(): void {
    let hasChanged = true;
    while (hasChanged) {
      hasChanged = false;
      for (const job of this.#jobs) hasChanged = this.#step(job) || hasChanged;
    }
  }

  /** @returns whether the job's state is another now */
  #step(job: Job): boolean {
    if (isOver(job) || job.stop) return false;
    if (job.children.length > 0) return closeArray(job);
    if (job.waitsFor.some(({ status }) => status === "FAILED")) {
      finish(job, "FAILED", "Dependent Job failed");
      return true;
    }
    if (!job.waitsFor.every(({ status }) => status === "SUCCEEDED")) {
      return become(job, "PENDING");
    }
    if (this.#isClosed || this.#running >= this.#options.slots) return become(job, "RUNNABLE");
    void this.#run(job);
    return true;
  }

  async #run(job: Job): Promise<void> {
    this.#running++;
    let isFinal = false;
    const startedAt = Date.now();
    const container = this.#start(job);
    job.status = "RUNNING";
    job.startedAt ??= startedAt;
    job.stop = (reason, final) => {
      isFinal ||= final;
      container.stop(reason);
    };
    const end = await container.ended;
    job.stop = undefined;
    this.#running--;
    const { exitCode, statusReason, reason } = end;
    const logStreamName = logName(job);
    job.attempts.push({
      startedAt,
      stoppedAt: Date.now(),
      statusReason,
      container: { exitCode, reason, logStreamName },
    });
    const strategy = job.request.retryStrategy ?? job.definition.retryStrategy ?? {};
    const isLast = isFinal || statusReason === timedOut;
    if (exitCode === 0 && !isFinal) finish(job, "SUCCEEDED", statusReason);
    else if (!isLast && isRetried(strategy, job.attempts.length, end)) job.status = "RUNNABLE";
    else finish(job, "FAILED", statusReason);
    this.#advance();
  }

  #start(job: Job): RunningContainer {
    const { environment, logFolder, secondMs, noticeMs } = this.#options;
    const seconds = (job.request.timeout ?? job.definition.timeout)?.attemptDurationSeconds;
    return runContainer({
      command: commandOf(job),
      environment: { ...environment, ...givenVariables(job), ...batchVariables(job) },
      logFile: join(logFolder, logName(job)),
      attemptMs: seconds === undefined ? undefined : seconds * secondMs,
      noticeMs,
    });
  }
}

const logName = ({ id, request }: Job): string =>
  `${request.jobName}-${id.slice(0, 8)}${id.slice(36).replace(":", "-")}.log`;

const become = (job: Job, status: "PENDING" | "RUNNABLE"): boolean => {
  const hasChanged = job.status !== status;
  job.status = status;
  return hasChanged;
};

function closeArray(job: Job): boolean {
  if (!job.children.every(isOver)) return become(job, "PENDING");
  const failed = job.children.filter(({ status }) => status === "FAILED").length;
  const reason = failed > 0 ? "Array Child Job failed" : undefined;
  finish(job, failed > 0 ? "FAILED" : "SUCCEEDED", reason);
  return true;
}

function finish(job: Job, status: "SUCCEEDED" | "FAILED", reason: string | undefined): void {
  job.status = status;
  job.statusReason = reason;
  job.stoppedAt = Date.now();
}

function givenVariables({ definition, request }: Job): NodeJS.ProcessEnv {
  const given = [
    ...(definition.containerProperties.environment ?? []),
    ...(request.containerOverrides?.environment ?? []),
  ];
  return Object.fromEntries(given.map(({ name = "", value }) => [name, value]));
}

function batchVariables({ id, request, index, attempts }: Job): NodeJS.ProcessEnv {
  const array = {
    AWS_BATCH_JOB_ARRAY_INDEX: String(index),
    AWS_BATCH_JOB_ARRAY_SIZE: String(request.arrayProperties?.size),
  };
  return {
    AWS_BATCH_JOB_ID: id,
    AWS_BATCH_JOB_ATTEMPT: String(attempts.length + 1),
    AWS_BATCH_JQ_NAME: request.jobQueue ?? "",
    AWS_BATCH_CE_NAME: arnOf("compute-environment", "local"),
    ...(index === undefined ? {} : array),
  };
}
