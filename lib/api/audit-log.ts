import type { HttpEvent } from "./http-event.ts";
import type { Caller } from "./role.ts";

/** Who did, or tried to do, what: a line of JSON for whoever must answer for it later. */
export interface AuditEntry {
  readonly audit: "shelfcast";
  readonly at: string;
  readonly requestId: string;
  /** Undefined where nobody could be told. */
  readonly subject: string | undefined;
  readonly role: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly code: string | undefined;
}

export type AuditLog = (entry: AuditEntry) => void;

/** Whatever changes something, takes a file away, or is refused to someone. Never a body or a token. */
export const isAudited = (method: string, path: string, status: number): boolean =>
  method !== "GET" || path.startsWith("/v1/files/") || [401, 403, 429].includes(status);

export const auditEntry = (
  { requestContext, rawPath }: HttpEvent,
  caller: Caller | undefined,
  status: number,
  code: string | undefined,
  now: Date,
): AuditEntry => ({
  audit: "shelfcast",
  at: now.toISOString(),
  requestId: requestContext.requestId,
  subject: caller?.subject,
  role: caller?.role,
  method: requestContext.http.method,
  path: rawPath.slice(0, 500),
  status,
  code,
});
