import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { ApiFailure } from "#lib/contracts/api-answers.ts";
import type { HttpEvent, HttpResult } from "./http-event.ts";
import type { RouteAnswer } from "./route.ts";

/** Below this many bytes packing costs more than it saves. */
const leastPacked = 1024;
/** The quickest: answers are small, and made anew for each caller. */
const gzipLevel = 1;

/** Names the run that an answer is of, so that a page sees a new publication under it. */
export const runHeader = "x-shelfcast-run";

const always = {
  "cache-control": "private, no-cache",
  "x-content-type-options": "nosniff",
  vary: "accept-encoding, authorization, origin",
};

/** What a route answered, as HTTP: hashed, packed, or told to be unchanged. */
export function resultOf(event: HttpEvent, answer: RouteAnswer): HttpResult {
  if (answer.kind === "redirect") {
    const headers = { ...always, "cache-control": "no-store", location: answer.to };
    return { statusCode: 302, headers, body: "", isBase64Encoded: false };
  }
  const body = JSON.stringify(answer.value);
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
  const headers = { ...always, etag, ...(answer.run && { [runHeader]: answer.run }) };
  if (event.requestContext.http.method !== "POST" && isUnchanged(event, etag)) {
    return { statusCode: 304, headers, body: "", isBase64Encoded: false };
  }
  return jsonResult(event, 200, headers, body);
}

/** What HEAD is answered: as GET, its length told, but nothing sent. */
export function withoutBody(result: HttpResult): HttpResult {
  const { body, isBase64Encoded, headers } = result;
  const length = Buffer.byteLength(body, isBase64Encoded ? "base64" : "utf8");
  const told = { ...headers, ...(length > 0 && { "content-length": String(length) }) };
  return { ...result, headers: told, body: "", isBase64Encoded: false };
}

export const failureResult = (
  event: HttpEvent,
  status: number,
  failure: ApiFailure,
  headers: Readonly<Record<string, string>> = {},
): HttpResult =>
  jsonResult(
    event,
    status,
    { ...always, "cache-control": "no-store", ...headers },
    JSON.stringify(failure),
  );

function jsonResult(
  { headers: asked }: HttpEvent,
  statusCode: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): HttpResult {
  const typed = { ...headers, "content-type": "application/json; charset=utf-8" };
  const isPacked = body.length >= leastPacked && /\bgzip\b/.test(asked["accept-encoding"] ?? "");
  if (!isPacked) return { statusCode, headers: typed, body, isBase64Encoded: false };
  const packed = gzipSync(body, { level: gzipLevel }).toString("base64");
  const packedHeaders = { ...typed, "content-encoding": "gzip" };
  return { statusCode, headers: packedHeaders, body: packed, isBase64Encoded: true };
}

const isUnchanged = ({ headers }: HttpEvent, etag: string): boolean =>
  (headers["if-none-match"] ?? "")
    .split(",")
    .some((given) => given.trim().replace(/^W\//, "") === etag);
