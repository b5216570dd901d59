import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Authorizer, HttpEvent, HttpResult } from "#lib/api/http-event.ts";
import type { ApiFailure } from "#lib/contracts/api-answers.ts";

/** Bytes that the gateway takes of a body; the API's own limit is lower. */
const longestBody = 10 * 1024 * 1024;

/** A request as an API Gateway HTTP API hands it to a Lambda (payload format 2.0). */
export async function eventOf(
  request: IncomingMessage,
  authorizer: Authorizer | undefined,
): Promise<HttpEvent | undefined> {
  const [rawPath = "/", rawQueryString = ""] = (request.url ?? "/").split(/\?(.*)/s);
  const body = await readBody(request);
  if (body === undefined) return undefined;
  return {
    rawPath,
    rawQueryString,
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    ...(body.length > 0 && { body: body.toString("base64") }),
    isBase64Encoded: body.length > 0,
    requestContext: {
      requestId: randomUUID(),
      stage: "$default",
      http: { method: request.method ?? "GET" },
      ...(authorizer && { authorizer }),
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > longestBody) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

export function sendResult(response: ServerResponse, result: HttpResult): void {
  const body = Buffer.from(result.body, result.isBase64Encoded ? "base64" : "utf8");
  response.writeHead(result.statusCode, {
    ...(result.statusCode !== 304 &&
      result.statusCode !== 204 && { "content-length": body.length }),
    ...result.headers,
  });
  response.end(body);
}

/** As the API refuses: programs that ask for what is not there read the same three words everywhere. */
export function refuse(response: ServerResponse, status: number, failure: ApiFailure): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(failure));
}
