import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";

/** What a client may ask a token for: an `aud` of the API, whose tokens live so long. */
const tokenSeconds = 300;
/** Asked for as `urn:short`: the same audience, and over at once. */
const shortSeconds = 1;

export interface OpenIdProvider {
  readonly issuer: string;
  /** A token of a machine's own, by the client credentials grant. */
  tokenFor(resource: string): Promise<string>;
  /** Signs by another key from now on, and publishes that one alone. */
  rotateKeys(): Promise<void>;
  close(): Promise<void>;
}

export interface ProviderSettings {
  /** The `aud` of tokens for `urn:planners` and `urn:short`. */
  readonly audience: string;
  /** Where the planner's page is; its client is public and is named `console`. */
  readonly page?: string;
  /** What `groups` says in each token. */
  readonly groups: readonly string[];
}

/** A certified OpenID provider's code, on this machine, with sign-in pages that take any name. */
export async function startProvider(settings: ProviderSettings): Promise<OpenIdProvider> {
  let answer: ReturnType<Provider["callback"]> | undefined;
  const server = createServer((request, response) => answer?.(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const rotateKeys = async () => {
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    const key = { ...(await exportJWK(privateKey)), use: "sig", alg: "RS256" };
    answer = new Provider(issuer, configurationOf(settings, key)).callback();
  };
  await rotateKeys();
  return {
    issuer,
    rotateKeys,
    tokenFor: async (resource) => {
      const body = new URLSearchParams({ grant_type: "client_credentials", resource });
      const headers = { authorization: `Basic ${btoa("machine:a secret of this test")}` };
      const granted = await fetch(`${issuer}/token`, { method: "POST", headers, body });
      return ((await granted.json()) as { access_token: string }).access_token;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function configurationOf({ audience, page, groups }: ProviderSettings, key: object): object {
  const machine = {
    client_id: "machine",
    client_secret: "a secret of this test",
    grant_types: ["client_credentials"],
    redirect_uris: [],
    response_types: [],
  };
  const console = {
    client_id: "console",
    application_type: "native",
    token_endpoint_auth_method: "none",
    redirect_uris: [page],
  };
  return {
    clients: page === undefined ? [machine] : [machine, console],
    jwks: { keys: [key] },
    cookies: { keys: ["a secret of this test"] },
    clientBasedCORS: () => true,
    extraTokenClaims: () => ({ groups }),
    findAccount: (_context: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId }),
    }),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => "urn:planners",
        useGrantedResource: () => true,
        getResourceServerInfo: (_context: unknown, resource: string) => ({
          scope: "",
          audience: resource === "urn:other" ? "another API" : audience,
          accessTokenTTL: resource === "urn:short" ? shortSeconds : tokenSeconds,
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
  };
}
