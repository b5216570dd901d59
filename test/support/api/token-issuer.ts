import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export interface TokenIssuer {
  readonly issuer: string;
  /** A token signed by the issuer's key. @param claims override what a good one bears */
  sign(
    claims?: Record<string, unknown>,
    options?: { readonly foreignKey?: boolean },
  ): Promise<string>;
  close(): Promise<void>;
}

/** An OpenID provider on this machine: discovery, keys, and tokens that hold for `audience`. */
export async function startIssuer(audience: string): Promise<TokenIssuer> {
  const own = await generateKeyPair("RS256");
  const foreign = await generateKeyPair("RS256");
  const key = { ...(await exportJWK(own.publicKey)), kid: "key-1", alg: "RS256", use: "sig" };
  const server = createServer((request, response) => {
    const isDiscovery = request.url === "/.well-known/openid-configuration";
    const body = isDiscovery ? { issuer, jwks_uri: `${issuer}/keys` } : { keys: [key] };
    response.setHeader("content-type", "application/json").end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sign: TokenIssuer["sign"] = (claims = {}, { foreignKey = false } = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const good = {
      sub: "ann",
      iss: issuer,
      aud: audience,
      exp: now + 300,
      "cognito:groups": ["planner"],
    };
    return new SignJWT({ ...good, ...claims })
      .setProtectedHeader({ alg: "RS256", kid: "key-1" })
      .sign((foreignKey ? foreign : own).privateKey);
  };
  return {
    issuer,
    sign,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
