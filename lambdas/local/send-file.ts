import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname } from "node:path";
import { pipeline } from "node:stream/promises";
import { refuse } from "./http-gateway.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".csv": "text/csv; charset=utf-8",
  ".gz": "application/gzip",
  ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/** A file, or the part of it that is asked for, so that a broken download goes on (RFC 9110, §14). */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) {
    refuse(response, 404, {
      code: "NO_SUCH_FILE",
      message: "There is no such file.",
      remedy: "GET /v1/files lists them.",
    });
    return;
  }
  const etag = `"${found.mtimeMs.toString(36)}-${found.size.toString(36)}"`;
  const common = {
    "content-type": types[extname(path)] ?? "application/octet-stream",
    "accept-ranges": "bytes",
    "x-content-type-options": "nosniff",
    etag,
    ...headers,
  };
  if (request.headers["if-none-match"] === etag) {
    response.writeHead(304, common).end();
    return;
  }
  const mayResume = [undefined, etag].includes(request.headers["if-range"] as string | undefined);
  const range = mayResume ? rangeOf(request.headers.range, found.size) : undefined;
  if (range === "none") {
    response.writeHead(416, { ...common, "content-range": `bytes */${found.size}` }).end();
    return;
  }
  const [start, end] = range ?? [0, found.size - 1];
  const part = range && { "content-range": `bytes ${start}-${end}/${found.size}` };
  const length = { "content-length": String(end - start + 1) };
  response.writeHead(range ? 206 : 200, { ...common, ...part, ...length });
  if (request.method === "HEAD" || found.size === 0) response.end();
  else await pipeline(createReadStream(path, { start, end }), response);
}

/** First and last byte asked for; `none` where there are no such bytes, undefined where all are wanted. */
function rangeOf(
  header: string | undefined,
  size: number,
): readonly [start: number, end: number] | "none" | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === undefined || (first === "" && last === "")) return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return start > end || start >= size ? "none" : [start, end];
}
