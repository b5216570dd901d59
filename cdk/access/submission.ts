import { Stack } from "aws-cdk-lib";
import type { JobQueue } from "aws-cdk-lib/aws-batch";
import { allow, type Grantee } from "./allow.ts";

/** Lets `submitter` submit jobs of named definitions to queues, and find those it has submitted. */
export function allowSubmission(
  submitter: Grantee,
  queues: readonly JobQueue[],
  definitions: readonly string[],
): void {
  const named = (resourceName: string) =>
    Stack.of(submitter).formatArn({ service: "batch", resource: "job-definition", resourceName });
  allow(submitter, {
    actions: ["batch:SubmitJob", "batch:TagResource"],
    resources: [
      ...queues.map(({ jobQueueArn }) => jobQueueArn),
      ...definitions.flatMap((name) => [named(name), named(`${name}:*`)]),
    ],
    why: "A job is made from the newest revision of its definition.",
  });
  allow(submitter, {
    actions: ["batch:ListJobs"],
    resources: ["*"],
    why: "batch:ListJobs can be given for all queues only; it reads names and states.",
  });
}
