import type { JobDependency, SubmitJobRequest } from "@aws-sdk/client-batch";
import type { Job } from "./job.ts";
import { Refusal } from "./refusal.ts";

const goodName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;
const mostDependencies = 20;
const mostChildren = 10_000;
const leastSeconds = 60;

/** Refuses what AWS Batch refuses. */
export function requireGoodSubmission(
  request: SubmitJobRequest,
  find: (id: string) => Job | undefined,
): void {
  const { jobName = "", dependsOn = [], arrayProperties, timeout, retryStrategy } = request;
  require(goodName.test(
    jobName,
  ), `Error executing request, Exception : Job name ${jobName} is bad`);
  require(dependsOn.length <= mostDependencies, "dependsOn must have at most 20 entries");
  const { size } = arrayProperties ?? { size: undefined };
  const isGoodSize = size === undefined || (size >= 2 && size <= mostChildren);
  require(isGoodSize, `Array size ${size} must be from 2 to 10000`);
  const { attemptDurationSeconds: seconds = leastSeconds } = timeout ?? {};
  require(seconds >= leastSeconds, "attemptDurationSeconds must be at least 60");
  const { attempts = 1, evaluateOnExit = [] } = retryStrategy ?? {};
  require(attempts >= 1 && attempts <= 10, "attempts must be from 1 to 10");
  require(evaluateOnExit.length <= 5, "evaluateOnExit must have at most 5 entries");
  for (const dependency of dependsOn) requireGoodDependency(dependency, size, find);
}

function requireGoodDependency(
  { jobId, type }: JobDependency,
  size: number | undefined,
  find: (id: string) => Job | undefined,
): void {
  if (type === "SEQUENTIAL") {
    require(jobId === undefined && size !== undefined, "SEQUENTIAL is for an array, without jobId");
    return;
  }
  const other = find(jobId ?? "");
  if (!other) throw new Refusal(`Job ${jobId} to depend on not found`);
  const isSameSize = other.children.length === size;
  require(type !== "N_TO_N" || isSameSize, "N_TO_N needs two arrays of the same size");
}

function require(isGood: boolean, message: string): asserts isGood {
  if (!isGood) throw new Refusal(message);
}
