import { UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import { callApi } from "#test/support/api/call-api.ts";
import { type ServedLake, serveLake } from "#test/support/api/served-lake.ts";
import { startIssuer, type TokenIssuer } from "#test/support/api/token-issuer.ts";

const audience = "planners-page";
let served: ServedLake;
let issuer: TokenIssuer;
let handler: ApiHandler;
beforeAll(async () => {
  served = await serveLake("run-1");
  issuer = await startIssuer(audience);
  handler = await served.open({ issuer: issuer.issuer, audience });
});
afterAll(async () => {
  await issuer.close();
  await served.remove();
});

const ask = (authorization: string) =>
  callApi(handler, "GET /v1/me", { headers: { authorization } });
const seconds = () => Math.floor(Date.now() / 1000);

describe("a bearer token that nobody checked before", () => {
  test("holds by the issuer's key, and gives its bearer's role", async () => {
    const { statusCode, json } = await ask(`Bearer ${await issuer.sign()}`);
    expect([statusCode, json]).toEqual([200, { subject: "ann", role: "planner" }]);
  });

  test("an access token of Cognito names the client in place of the audience", async () => {
    const token = await issuer.sign({ aud: undefined, client_id: audience, token_use: "access" });
    expect((await ask(`Bearer ${token}`)).statusCode).toBe(200);
  });

  test.each<[string, () => Promise<string> | string]>([
    ["that is none", () => "nonsense"],
    ["of two parts", () => "Bearer a.b"],
    ["of three empty objects", () => "Bearer e30.e30.e30"],
    ["of the wrong scheme", async () => `Basic ${await issuer.sign()}`],
    ["of another audience", async () => `Bearer ${await issuer.sign({ aud: "other" })}`],
    [
      "of another issuer",
      async () => `Bearer ${await issuer.sign({ iss: "https://evil.example" })}`,
    ],
    ["that has ended", async () => `Bearer ${await issuer.sign({ exp: seconds() - 60 })}`],
    ["that never ends", async () => `Bearer ${await issuer.sign({ exp: undefined })}`],
    ["that is not valid yet", async () => `Bearer ${await issuer.sign({ nbf: seconds() + 600 })}`],
    ["without a bearer", async () => `Bearer ${await issuer.sign({ sub: undefined })}`],
    ["signed by another key", async () => `Bearer ${await issuer.sign({}, { foreignKey: true })}`],
    [
      "signed by nobody",
      () => `Bearer ${new UnsecuredJWT({ sub: "ann", aud: audience }).encode()}`,
    ],
    [
      "changed afterwards",
      async () => `Bearer ${(await issuer.sign()).replace(/\.[^.]+\./, ".e30.")}`,
    ],
  ])("%s is refused, without a word why", async (_what, make) => {
    const { statusCode, json, headers } = await ask(await make());
    expect(statusCode).toBe(401);
    expect(json).toEqual({
      code: "UNAUTHENTICATED",
      message: "The request bears no valid token.",
      remedy: "Sign in again.",
    });
    expect(headers["www-authenticate"]).toContain("Bearer");
  });

  test("of someone without a role holds, but opens nothing", async () => {
    const token = await issuer.sign({ "cognito:groups": ["buyers"] });
    expect((await ask(`Bearer ${token}`)).statusCode).toBe(403);
  });

  test("counts for nothing where no issuer is set", async () => {
    const closed = await served.open();
    const authorization = `Bearer ${await issuer.sign()}`;
    const { statusCode } = await callApi(closed, "GET /v1/me", { headers: { authorization } });
    expect(statusCode).toBe(401);
  });

  test("while its issuer cannot be reached is no fault of the token's", async () => {
    const lost = await served.open({ issuer: "http://127.0.0.1:9", audience });
    const authorization = `Bearer ${await issuer.sign()}`;
    const { statusCode } = await callApi(lost, "GET /v1/me", { headers: { authorization } });
    expect(statusCode).toBeGreaterThanOrEqual(500);
  });
});
