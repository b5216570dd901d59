import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { BatchApi } from "./batch-api.ts";
import { isOver, type Job, type JobDefinition } from "./job.ts";
import { JobRunner, type RunnerOptions } from "./job-runner.ts";
import { Refusal } from "./refusal.ts";

export interface BatchOptions extends Partial<RunnerOptions> {
  readonly definitions: readonly JobDefinition[];
  readonly queues: readonly string[];
  readonly logFolder: string;
}

/** AWS Batch on this machine, with child processes for containers. */
export interface LocalBatch {
  /** For `AWS_ENDPOINT_URL_BATCH`. */
  readonly endpoint: string;
  /** In the order of submission, arrays without their children. */
  readonly jobs: readonly Job[];
  /** Resolves when every job submitted so far is over. */
  allOver(): Promise<void>;
  /** Takes a running container's machine away as spot does: SIGTERM, then SIGKILL after the notice. */
  reclaim(jobId: string): void;
  /** `count` more submissions succeed, and those after them fail with a ServerException; `Infinity` heals it. */
  failSubmissionsAfter(count: number): void;
  stop(): Promise<void>;
}

const instance = "i-0a1b2c3d4e5f60718";

/** Serves AWS Batch's REST protocol on 127.0.0.1. Test equipment: the cloud runs on AWS Batch itself. */
export async function startBatch(options: BatchOptions): Promise<LocalBatch> {
  const { definitions, queues, ...given } = options;
  mkdirSync(options.logFolder, { recursive: true });
  const usual = { environment: process.env, slots: 2, secondMs: 1000, noticeMs: 5000 };
  const runner = new JobRunner({ ...usual, ...given });
  const api = new BatchApi(definitions, queues, runner);
  let submissionsLeft = Number.POSITIVE_INFINITY;
  const operations: Record<string, (body: never) => object> = {
    "/v1/submitjob": (body) => {
      if (submissionsLeft-- <= 0) throw new Refusal("Try again", "ServerException");
      return api.submit(body);
    },
    "/v1/describejobs": (body) => api.describe(body),
    "/v1/listjobs": (body) => api.list(body),
    "/v1/canceljob": (body) => api.cancel(body),
    "/v1/terminatejob": (body) => api.terminate(body),
  };
  const server = createServer((request, response) => void serve(operations, request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get jobs() {
      return api.jobs;
    },
    allOver: async () => {
      while (!api.jobs.every(isOver)) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    reclaim: (id) => api.find(id)?.stop?.(`Host EC2 (instance ${instance}) terminated.`, false),
    failSubmissionsAfter: (count) => {
      submissionsLeft = count;
    },
    stop: async () => {
      runner.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function serve(
  operations: Record<string, (body: never) => object>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const operation = operations[request.url ?? ""];
    if (request.method !== "POST" || !operation) throw new Refusal(`No ${request.url} here`);
    requireSignature(request);
    const body = JSON.parse(Buffer.concat(chunks).toString() || "{}") as never;
    answer(response, 200, operation(body));
  } catch (error) {
    const refusal =
      error instanceof Refusal ? error : new Refusal(String(error), "ServerException");
    response.setHeader("x-amzn-errortype", refusal.type);
    answer(response, refusal.type === "ClientException" ? 400 : 500, { message: refusal.message });
  }
}

/** Signatures are not checked, only that one for this service is there. */
function requireSignature({ headers }: IncomingMessage): void {
  const isSigned = /^AWS4-HMAC-SHA256 .*\/batch\/aws4_request/.test(headers.authorization ?? "");
  if (!isSigned) throw new Refusal("Missing Authentication Token");
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
