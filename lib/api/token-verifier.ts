import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from "jose";
import { ApiError } from "./api-error.ts";
import type { Claims } from "./http-event.ts";

/** Signatures of key pairs only: a token must not choose a secret that the verifier does not have. */
const algorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "EdDSA",
];
/** Seconds that clocks may differ. */
const clockTolerance = 5;
const fetchTimeoutMs = 5_000;
/** A token by a key that is not known makes the keys be read anew, but no more often than this. */
const keyCooldownMs = 5_000;

export interface TokenIssuer {
  /** As a token's `iss`. */
  readonly issuer: string;
  /** As a token's `aud`, or the `client_id` of an access token of Cognito. */
  readonly audience: string;
}

/** The claims of a token that holds; throws ApiError otherwise. */
export type TokenVerifier = (token: string) => Promise<Claims>;

/** Verifies by the keys that the issuer publishes (OpenID Connect Discovery 1.0, §4); they are kept. */
export function tokenVerifier({ issuer, audience }: TokenIssuer): TokenVerifier {
  let keys: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;
  const keysOfIssuer = () => {
    keys ??= discoverKeys(issuer).catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    return keys;
  };
  return async (token) => {
    const found = await keysOfIssuer();
    const { payload } = await jwtVerify(token, found, {
      issuer,
      algorithms,
      clockTolerance,
      requiredClaims: ["exp", "sub"],
    }).catch((error: unknown) => {
      throw error instanceof errors.JOSEError && !isUnreachable(error) ? unauthenticated() : error;
    });
    if (!isFor(payload, audience)) throw unauthenticated();
    return payload;
  };
}

async function discoverKeys(issuer: string) {
  const at = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const said = await fetch(at, { signal: AbortSignal.timeout(fetchTimeoutMs) })
    .then(async (answer) => (answer.ok ? ((await answer.json()) as Discovered) : {}))
    .catch((): Discovered => ({}));
  // Keys of a provider that calls itself otherwise are not this issuer's (§4.3).
  const isItself = said.issuer?.replace(/\/$/, "") === issuer.replace(/\/$/, "");
  if (said.jwks_uri === undefined || !isItself) throw issuerSilent(issuer);
  const options = { [customFetch]: fetch, cooldownDuration: keyCooldownMs };
  return createRemoteJWKSet(new URL(said.jwks_uri), options);
}

interface Discovered {
  readonly issuer?: string;
  readonly jwks_uri?: string;
}

const isFor = ({ aud, client_id }: JWTPayload, audience: string): boolean =>
  [aud, client_id].flat().includes(audience);

/** Trouble of the issuer's, not of the token's. */
const isUnreachable = (error: errors.JOSEError): boolean =>
  error instanceof errors.JWKSTimeout || error.code === "ERR_JOSE_GENERIC";

const issuerSilent = (issuer: string): ApiError =>
  new ApiError(
    503,
    "ISSUER_SILENT",
    `The issuer of tokens ${issuer} does not tell its keys.`,
    "Try again in a moment.",
  );

/** One answer whatever is wrong with a token: a forger learns nothing from it. */
export const unauthenticated = (): ApiError =>
  new ApiError(401, "UNAUTHENTICATED", "The request bears no valid token.", "Sign in again.");
