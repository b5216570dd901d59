import type { ConsoleConfig } from "#lib/contracts/console-config.ts";

type SignIn = NonNullable<ConsoleConfig["signIn"]>;

interface Provider {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
}

interface Tokens {
  readonly access: string;
  /** Milliseconds since 1970. */
  readonly ends: number;
}

const verifierKey = "shelfcast.verifier";
const stateKey = "shelfcast.state";
const pageKey = "shelfcast.page";
const spareMs = 30_000;

/**
 * Signs in at an OpenID provider by the authorization code flow with PKCE (RFC 7636). The token stays in
 * this page's memory: another page, or the next visit, signs in anew, mostly without asking anyone.
 */
export async function signIn(settings: SignIn): Promise<() => Promise<string>> {
  const provider = await discover(settings.issuer);
  let tokens = await finish(settings, provider);
  if (tokens === undefined) return await leave(settings, provider);
  return async () => {
    if (tokens === undefined || Date.now() > tokens.ends - spareMs) {
      tokens = undefined;
      return await leave(settings, provider);
    }
    return tokens.access;
  };
}

async function discover(issuer: string): Promise<Provider> {
  const answer = await fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  return (await answer.json()) as Provider;
}

/** Goes to the provider; the page that comes back finishes. */
async function leave({ clientId, scope }: SignIn, provider: Provider): Promise<never> {
  const verifier = randomText();
  const state = randomText();
  sessionStorage.setItem(verifierKey, verifier);
  sessionStorage.setItem(stateKey, state);
  sessionStorage.setItem(pageKey, location.hash);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: ownAddress(),
    scope: scope ?? "openid",
    state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  });
  location.assign(`${provider.authorization_endpoint}?${query}`);
  return await new Promise<never>(() => {});
}

/** Tokens for the code that the provider sent along; undefined where it sent none of ours. */
async function finish({ clientId }: SignIn, provider: Provider): Promise<Tokens | undefined> {
  const query = new URLSearchParams(location.search);
  const code = query.get("code");
  const verifier = sessionStorage.getItem(verifierKey);
  if (
    code === null ||
    verifier === null ||
    query.get("state") !== sessionStorage.getItem(stateKey)
  ) {
    return undefined;
  }
  sessionStorage.removeItem(verifierKey);
  history.replaceState(null, "", ownAddress() + (sessionStorage.getItem(pageKey) ?? ""));
  const answer = await fetch(provider.token_endpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: clientId,
      redirect_uri: ownAddress(),
      code,
      code_verifier: verifier,
    }),
  });
  if (!answer.ok) return undefined;
  const { access_token, expires_in } = (await answer.json()) as {
    access_token: string;
    expires_in: number;
  };
  return { access: access_token, ends: Date.now() + expires_in * 1000 };
}

const ownAddress = (): string => location.origin + location.pathname;

const randomText = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
