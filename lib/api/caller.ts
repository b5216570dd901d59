import { ApiError } from "./api-error.ts";
import type { Claims, HttpEvent } from "./http-event.ts";

/** From least to most: each may do all that those before it may. */
export const roles = ["viewer", "planner", "approver"] as const;
export type Role = (typeof roles)[number];

export interface Caller {
  /** The token's `sub`: kept with what its owner decides. */
  readonly subject: string;
  readonly role: Role;
}

/**
 * Who calls, by the claims of a token that the gateway has checked.
 *
 * @param roleClaim names the claim that lists the caller's groups, such as `cognito:groups`
 */
export function callerOf(event: HttpEvent, roleClaim: string, now: Date): Caller {
  const claims = event.requestContext.authorizer?.jwt?.claims;
  const subject = claims?.sub;
  if (!claims || typeof subject !== "string" || subject === "" || isExpired(claims, now)) {
    throw new ApiError(
      401,
      "UNAUTHENTICATED",
      "The request bears no valid token.",
      "Sign in again.",
    );
  }
  const named = namesIn(claims[roleClaim]);
  const role = roles.findLast((name) => named.includes(name));
  if (role === undefined) throw forbidden("viewer");
  return { subject, role };
}

export function requireRole({ role }: Caller, needed: Role): void {
  if (roles.indexOf(role) < roles.indexOf(needed)) throw forbidden(needed);
}

export const forbidden = (needed: Role): ApiError =>
  new ApiError(
    403,
    "FORBIDDEN",
    `This takes the role ${needed}.`,
    "Ask whoever runs shelfcast to give it to you.",
  );

const isExpired = ({ exp }: Claims, now: Date): boolean =>
  exp !== undefined && !(Number(exp) * 1000 > now.getTime());

/** `[a b]`, `a,b`, `a b` or a list; a name may bear the product's own in front. */
function namesIn(claim: unknown): string[] {
  const listed = Array.isArray(claim) ? claim.map(String) : String(claim ?? "").split(/[\s,[\]"]+/);
  return listed.map((name) => name.replace(/^shelfcast-/, ""));
}
