import { roleGroupPrefix } from "#lib/contracts/api-settings.ts";
import type { Claims, HttpEvent } from "./http-event.ts";
import { type Caller, forbidden, type Role, roles } from "./role.ts";
import { type TokenVerifier, unauthenticated } from "./token-verifier.ts";

export interface IdentitySettings {
  /** Names the claim that lists the caller's groups, such as `cognito:groups`. */
  readonly roleClaim: string;
  /** Roles of IAM callers by the name of their IAM role or user. */
  readonly iamRoles: ReadonlyMap<string, Role>;
  /** Checks tokens that the gateway has not; without it they are refused. */
  readonly verify: TokenVerifier | undefined;
}

/**
 * Who calls: by the claims of a token, or the ARN of an IAM caller, that the gateway has checked; or
 * by a bearer token that is checked here, where another front than the gateway hands requests on.
 */
export async function callerOf(
  { requestContext: { authorizer }, headers }: HttpEvent,
  { roleClaim, iamRoles, verify }: IdentitySettings,
): Promise<Caller> {
  if (authorizer?.iam) return iamCaller(authorizer.iam.userArn, iamRoles);
  if (authorizer?.jwt) return tokenCaller(authorizer.jwt.claims, roleClaim);
  const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(headers.authorization ?? "") ?? [];
  if (token === undefined || verify === undefined) throw unauthenticated();
  return tokenCaller(await verify(token), roleClaim);
}

function tokenCaller(claims: Claims, roleClaim: string): Caller {
  const { sub } = claims;
  if (typeof sub !== "string" || sub === "") throw unauthenticated();
  const named = groupsIn(claims[roleClaim]);
  const role = roles.findLast((name) => named.includes(name));
  if (role === undefined) throw forbidden("viewer");
  return { subject: sub, role };
}

/** `arn:aws:sts::1:assumed-role/NAME/session` and `arn:aws:iam::1:user/NAME`. */
function iamCaller(arn: string, iamRoles: ReadonlyMap<string, Role>): Caller {
  const [, kind, name] =
    /^arn:[\w-]+:(?:iam|sts)::\d+:(assumed-role|user)\/([^/]+)/.exec(arn) ?? [];
  const role = name === undefined ? undefined : iamRoles.get(name);
  if (role === undefined) throw forbidden("viewer");
  return { subject: `iam:${kind}/${name}`, role };
}

/** `[a b]`, `a,b`, `a b` or a list; a name may bear the product's own in front. */
function groupsIn(claim: unknown): string[] {
  const listed = Array.isArray(claim) ? claim.map(String) : String(claim ?? "").split(/[\s,[\]"]+/);
  return listed.map((name) => name.replace(new RegExp(`^${roleGroupPrefix}`), ""));
}
