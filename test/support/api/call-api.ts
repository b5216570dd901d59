import { gunzipSync } from "node:zlib";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import type { Authorizer, HttpEvent, HttpResult } from "#lib/api/http-event.ts";

export interface Call {
  /** Undefined for a caller whom the gateway did not check. */
  readonly as?: string | undefined;
  /** By default the role's own name. */
  readonly subject?: string;
  readonly authorizer?: Authorizer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is text already. */
  readonly body?: unknown;
  readonly stage?: string;
}

export interface Answer extends HttpResult {
  /** The body, unpacked and parsed; undefined where there is none. */
  readonly json: unknown;
}

/** Calls a handler as API Gateway does. @param target `GET /v1/series?query=tea` */
export async function callApi(
  handler: ApiHandler,
  target: string,
  call: Call = {},
): Promise<Answer> {
  const result = await handler(eventOf(target, call));
  const bytes = Buffer.from(result.body, result.isBase64Encoded ? "base64" : "utf8");
  const isPacked = result.headers["content-encoding"] === "gzip";
  const text = (isPacked ? gunzipSync(bytes) : bytes).toString();
  return { ...result, json: text === "" ? undefined : JSON.parse(text) };
}

function eventOf(target: string, call: Call): HttpEvent {
  const [, method = "", rawPath = "", rawQueryString = ""] =
    /^(\w+) ([^?]*)\??(.*)$/s.exec(target) ?? [];
  const { body, stage = "$default" } = call;
  const isSent = body !== undefined;
  return {
    rawPath,
    rawQueryString,
    headers: { ...(isSent && { "content-type": "application/json" }), ...call.headers },
    ...(isSent && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      requestId: "request-1",
      stage,
      http: { method },
      authorizer: call.authorizer ?? authorizerOf(call),
    },
  };
}

const authorizerOf = ({ as, subject }: Call): Authorizer | undefined =>
  as === undefined
    ? undefined
    : { jwt: { claims: { sub: subject ?? as, "cognito:groups": `[${as}]` } } };
