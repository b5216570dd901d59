import type { HttpEvent, HttpResult } from "./http-event.ts";
import { runHeader } from "./http-result.ts";

const preflightSeconds = "600";

/** Lets pages of the origins that are named, and no others, read an answer. */
export function withCors(
  { headers }: HttpEvent,
  origins: readonly string[],
  result: HttpResult,
): HttpResult {
  const { origin } = headers;
  if (origin === undefined || !origins.includes(origin)) return result;
  const allowed = {
    "access-control-allow-origin": origin,
    "access-control-expose-headers": `etag, ${runHeader}, retry-after`,
  };
  return { ...result, headers: { ...result.headers, ...allowed } };
}

/** The answer to a browser that asks whether it may ask. */
export const preflight = (): HttpResult => ({
  statusCode: 204,
  headers: {
    "access-control-allow-methods": "GET, HEAD, POST",
    "access-control-allow-headers": "authorization, content-type, if-none-match",
    "access-control-max-age": preflightSeconds,
  },
  body: "",
  isBase64Encoded: false,
});
