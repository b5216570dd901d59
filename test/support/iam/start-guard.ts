import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { batchCallsOf, listCall, s3CallsOf, s3RequestOf } from "./aws-calls.ts";
import { type AskedCall, isAllowed, type Statement } from "./evaluate.ts";
import { forward, openGate } from "./forward.ts";

/** One call of one caller, and whether its role allowed it. */
export interface GuardedCall extends AskedCall {
  readonly caller: string;
  readonly isAllowed: boolean;
}

export interface GuardOptions {
  /** Where good requests go on to. */
  readonly s3: string;
  readonly batch: string;
  /** What each caller's role may. */
  readonly policies: ReadonlyMap<string, readonly Statement[]>;
}

/** Stands before S3 and AWS Batch, and lets each caller do what its role allows. */
export interface Guard {
  /** For `AWS_ENDPOINT_URL_S3`. */
  readonly s3: string;
  /** For `AWS_ENDPOINT_URL_BATCH`. */
  readonly batch: string;
  readonly calls: readonly GuardedCall[];
  stop(): Promise<void>;
}

/**
 * Callers name themselves by `AWS_SDK_UA_APP_ID`, which the SDK puts into each request; one that does not is
 * nobody's, and passes. A missing object is told by 404 only to who may list its name.
 * Source: https://github.com/ceph/ceph/pull/68577 (as AWS does).
 */
export async function startGuard({ s3, batch, policies }: GuardOptions): Promise<Guard> {
  const calls: GuardedCall[] = [];
  const ask = (caller: string, asked: readonly AskedCall[]): boolean => {
    const decided = asked.map((call) => ({
      ...{ ...call, caller },
      isAllowed: isAllowed(policies.get(caller) ?? [], call),
    }));
    calls.push(...decided);
    return decided.every(({ isAllowed }) => isAllowed);
  };
  const s3Gate = await openGate(async (request, body, response) => {
    const caller = callerOf(request);
    if (!caller) return await pass(await forward(s3, request, body), response);
    const asked = s3RequestOf(request);
    if (!ask(caller, s3CallsOf(asked))) return denyS3(response);
    const answer = await forward(s3, request, body);
    const isMissing = answer.statusCode === 404 && asked.key !== "" && asked.method !== "PUT";
    if (!isMissing || ask(caller, [listCall(asked.bucket, asked.key)]))
      await pass(answer, response);
    else denyS3(response);
  });
  const batchGate = await openGate(async (request, body, response) => {
    const caller = callerOf(request);
    const asked = batchCallsOf(request.url ?? "", JSON.parse(body.toString() || "{}"));
    if (caller && !ask(caller, asked)) denyBatch(response);
    else await pass(await forward(batch, request, body), response);
  });
  return {
    ...{ s3: s3Gate.address, batch: batchGate.address, calls },
    stop: async () => {
      await Promise.all([s3Gate.stop(), batchGate.stop()]);
    },
  };
}

/** The SDK writes `app/NAME` into its user agent. */
const callerOf = ({ headers }: IncomingMessage): string | undefined =>
  /\bapp\/([\w-]+)/.exec(headers["user-agent"] ?? "")?.[1];

async function pass(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(answer.statusCode ?? 500, answer.headers);
  await pipeline(answer, response);
}

function denyS3(response: ServerResponse): void {
  const problem = "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
  response.writeHead(403, { "content-type": "application/xml" }).end(problem);
}

function denyBatch(response: ServerResponse): void {
  const headers = {
    "content-type": "application/json",
    "x-amzn-errortype": "AccessDeniedException",
  };
  response.writeHead(403, headers).end(JSON.stringify({ message: "not authorized" }));
}
