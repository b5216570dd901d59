import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { ApiError } from "./api-error.ts";
import { type AuditLog, auditEntry, isAudited } from "./audit-log.ts";
import { callerOf, type IdentitySettings } from "./caller.ts";
import { preflight, withCors } from "./cors.ts";
import type { HttpEvent, HttpResult } from "./http-event.ts";
import { failureResult, resultOf, withoutBody } from "./http-result.ts";
import { matchRoute } from "./match-route.ts";
import type { RateLimit } from "./rate-limit.ts";
import { requireSize } from "./request.ts";
import { type Caller, requireRole } from "./role.ts";
import type { Route } from "./route.ts";
import type { ApiService } from "./service.ts";

export interface ApiParts {
  readonly routes: readonly Route[];
  readonly service: ApiService;
  readonly identity: IdentitySettings;
  readonly rateLimit: RateLimit;
  /** Whose pages may call. */
  readonly origins: readonly string[];
  readonly audit: AuditLog;
  /** Told of what was not foreseen; the caller is told nothing of it. */
  readonly onUnforeseen: (error: unknown, requestId: string) => void;
}

export type ApiHandler = (event: HttpEvent) => Promise<HttpResult>;

/** Answers one request: who asks, what, and may they; then the route. */
export function makeApiHandler(parts: ApiParts): ApiHandler {
  return async (event) => {
    const { method } = event.requestContext.http;
    if (method === "OPTIONS") return withCors(event, parts.origins, preflight());
    const seen: { caller?: Caller } = {};
    const result = await answer(parts, event, seen).catch((error: unknown) => ({
      ...failureOf(parts, event, error),
    }));
    const { statusCode } = result;
    if (isAudited(method, event.rawPath, statusCode)) {
      const code = statusCode < 400 ? undefined : codeIn(result);
      parts.audit(auditEntry(event, seen.caller, statusCode, code, parts.service.now()));
    }
    return withCors(event, parts.origins, method === "HEAD" ? withoutBody(result) : result);
  };
}

async function answer(
  { routes, service, identity, rateLimit }: ApiParts,
  event: HttpEvent,
  seen: { caller?: Caller },
): Promise<HttpResult> {
  requireSize(event);
  const caller = await callerOf(event, identity);
  seen.caller = caller;
  rateLimit.require(caller.subject);
  const { requestContext, rawQueryString } = event;
  const { method } = requestContext.http;
  const { route, parameters } = matchRoute(
    routes,
    method === "HEAD" ? "GET" : method,
    pathOf(event),
  );
  requireRole(caller, route.role);
  const query = new URLSearchParams(rawQueryString);
  return resultOf(event, await route.answer({ caller, parameters, query, event }, service));
}

/** A stage with a name stands before the path. */
function pathOf({ rawPath, requestContext: { stage } }: HttpEvent): string {
  const start = `/${stage}/`;
  return stage !== "$default" && rawPath.startsWith(start)
    ? rawPath.slice(start.length - 1)
    : rawPath;
}

function failureOf({ onUnforeseen }: ApiParts, event: HttpEvent, error: unknown): HttpResult {
  const { requestId } = event.requestContext;
  if (error instanceof ApiError) {
    const { status, code, problem: message, remedy, headers } = error;
    const all = { ...headersOf(status), ...headers };
    return failureResult(event, status, { code, message, remedy }, all);
  }
  if (error instanceof ShelfcastError && error.kind === "usage") {
    const { code, problem: message, remedy } = error;
    return failureResult(event, 400, { code, message, remedy });
  }
  onUnforeseen(error, requestId);
  const remedy = `Try again; if it stays, tell whoever runs shelfcast of request ${requestId}.`;
  return failureResult(event, 500, { code: "INTERNAL", message: "Something went wrong.", remedy });
}

const headersOf = (status: number): Record<string, string> => {
  if (status === 429) return { "retry-after": "1" };
  return status === 401 ? { "www-authenticate": 'Bearer realm="shelfcast"' } : {};
};

function codeIn({ body, isBase64Encoded }: HttpResult): string | undefined {
  if (isBase64Encoded) return undefined;
  return (JSON.parse(body) as { code?: string }).code;
}
