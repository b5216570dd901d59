import { ApiError, badRequest, quoted } from "./api-error.ts";
import type { HttpEvent } from "./http-event.ts";
import type { Caller } from "./role.ts";

/** Bytes a body may have; ten thousand decisions at once stay below. */
const longestBody = 1024 * 1024;
const longestParameter = 500;
const longestTarget = 8192;

/** A request whose route and caller are known. */
export interface ApiRequest {
  readonly caller: Caller;
  /** What stands in the route's {braces}. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly event: HttpEvent;
}

export function requireSize({ rawPath, rawQueryString, body }: HttpEvent): void {
  if (rawPath.length + rawQueryString.length > longestTarget) {
    throw new ApiError(414, "URI_TOO_LONG", "The address is too long.", "Ask for less at once.");
  }
  if (body !== undefined && Buffer.byteLength(body) > longestBody * 1.4) throw tooLarge();
}

/** A text of the query, without the space around it; empty means not given. */
export function queryText(query: URLSearchParams, name: string): string | undefined {
  const all = query.getAll(name);
  const [text = ""] = all;
  if (all.length > 1 || text.length > longestParameter || hasControls(text)) {
    throw badRequest(
      "BAD_PARAMETER",
      `The parameter ${name} is not a text of at most ${longestParameter} characters, given once.`,
      "Correct it.",
    );
  }
  return text.trim() === "" ? undefined : text.trim();
}

export function queryCount(
  query: URLSearchParams,
  name: string,
  { least, most, usual }: { least: number; most: number; usual: number },
): number {
  const text = queryText(query, name);
  if (text === undefined) return usual;
  const count = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= least && count <= most) return count;
  throw badRequest(
    "BAD_PARAMETER",
    `The parameter ${name} is ${quoted(text)}.`,
    `Give a whole number from ${least} to ${most}.`,
  );
}

/** The body as a JSON object. */
export function jsonBody({ headers, body = "", isBase64Encoded }: HttpEvent): Fields {
  if (!/^application\/json\b/i.test(headers["content-type"] ?? "")) {
    const remedy = "Send JSON, with the header content-type: application/json.";
    throw new ApiError(415, "NOT_JSON", "The body is not marked as JSON.", remedy);
  }
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > longestBody) throw tooLarge();
  const value = parsed(bytes.toString());
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw badRequest("BAD_BODY", "The body is no JSON object.", "Send one object in braces.");
}

export type Fields = Readonly<Record<string, unknown>>;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const tooLarge = (): ApiError =>
  new ApiError(413, "BODY_TOO_LARGE", `The body has more than ${longestBody} bytes.`, "Send less.");

/** Tabs and line ends are text; other control characters are a trick or an accident. */
export const hasControls = (text: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text);
