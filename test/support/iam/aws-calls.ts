import type { IncomingMessage } from "node:http";
import type { AskedCall } from "./evaluate.ts";

/** Where the stack is taken to be deployed. */
export const place = { region: "eu-west-1", account: "123456789012" } as const;
export const lakeKeyArn = `arn:aws:kms:${place.region}:${place.account}:key/lake`;

/** One HTTP request to S3, path-style, in IAM's words. */
interface S3Request {
  readonly method: string;
  /** Empty where the bucket itself is asked. */
  readonly key: string;
  readonly bucket: string;
  readonly query: URLSearchParams;
}

export function s3RequestOf({ method = "", url = "" }: IncomingMessage): S3Request {
  const { pathname, searchParams } = new URL(url, "http://s3");
  const [, bucket = "", ...parts] = pathname.split("/").map(decodeURIComponent);
  return { method, bucket, key: parts.join("/"), query: searchParams };
}

/** What a caller must be allowed for a request to be served, on a bucket that KMS encrypts. */
export function s3CallsOf({ method, bucket, key, query }: S3Request): readonly AskedCall[] {
  const bucketArn = `arn:aws:s3:::${bucket}`;
  if (key === "") return [listCall(bucket, query.get("prefix") ?? undefined)];
  const on = (action: string): AskedCall => ({ action, resource: `${bucketArn}/${key}` });
  const withKey = (action: string): AskedCall => ({ action, resource: lakeKeyArn });
  if (method === "GET" || method === "HEAD") return [on("s3:GetObject"), withKey("kms:Decrypt")];
  if (method === "DELETE") {
    return [on(query.has("uploadId") ? "s3:AbortMultipartUpload" : "s3:DeleteObject")];
  }
  const write = [on("s3:PutObject"), withKey("kms:GenerateDataKey")];
  // The parts of an upload are read again, and encrypted as one, when it is completed.
  return query.has("uploads") || query.has("uploadId") ? [...write, withKey("kms:Decrypt")] : write;
}

/** HeadBucket has no prefix; of a missing object S3 asks as though it were listed by its whole name. */
export const listCall = (bucket: string, prefix: string | undefined): AskedCall => ({
  action: "s3:ListBucket",
  resource: `arn:aws:s3:::${bucket}`,
  ...(prefix !== undefined && { context: { "s3:prefix": prefix } }),
});

interface Submission {
  readonly jobQueue?: string;
  readonly jobDefinition?: string;
  readonly tags?: unknown;
}

/** One request to AWS Batch: a submission is asked of the queue and of the definition. */
export function batchCallsOf(path: string, body: Submission): readonly AskedCall[] {
  const arn = (kind: string, name = "") =>
    `arn:aws:batch:${place.region}:${place.account}:${kind}/${name}`;
  if (path !== "/v1/submitjob") {
    const actions: Record<string, string> = {
      "/v1/listjobs": "ListJobs",
      "/v1/describejobs": "DescribeJobs",
      "/v1/canceljob": "CancelJob",
      "/v1/terminatejob": "TerminateJob",
    };
    return [{ action: `batch:${actions[path]}`, resource: "*" }];
  }
  // The newest revision is meant where none is named.
  const definition = arn("job-definition", `${body.jobDefinition}:1`);
  const submit = { action: "batch:SubmitJob" };
  return [
    { ...submit, resource: arn("job-queue", body.jobQueue) },
    { ...submit, resource: definition },
    ...(body.tags ? [{ action: "batch:TagResource", resource: definition }] : []),
  ];
}
