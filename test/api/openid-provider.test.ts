import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import { callApi } from "#test/support/api/call-api.ts";
import { type OpenIdProvider, startProvider } from "#test/support/api/openid-provider.ts";
import { type ServedLake, serveLake } from "#test/support/api/served-lake.ts";

const audience = "planners-page";
const groups = ["shelfcast-planner"];
let served: ServedLake;
let provider: OpenIdProvider;
let stranger: OpenIdProvider;
let handler: ApiHandler;
beforeAll(async () => {
  served = await serveLake("run-1");
  provider = await startProvider({ audience, groups });
  stranger = await startProvider({ audience, groups });
  handler = await served.open({ issuer: provider.issuer, audience, roleClaim: "groups" });
});
afterAll(async () => {
  await Promise.all([provider.close(), stranger.close()]);
  await served.remove();
});

const ask = async (token: string, by = handler) =>
  callApi(by, "GET /v1/me", { headers: { authorization: `Bearer ${token}` } });

describe("a token of a real OpenID provider", () => {
  test("is held to the keys that its discovery leads to, and gives a role", async () => {
    const { statusCode, json } = await ask(await provider.tokenFor("urn:planners"));
    expect([statusCode, json]).toEqual([200, { subject: "machine", role: "planner" }]);
  });

  test.each([
    ["for another audience", () => provider.tokenFor("urn:other")],
    ["of another issuer, for the same audience", () => stranger.tokenFor("urn:planners")],
  ])("%s is refused", async (_case, make) => {
    expect((await ask(await make())).statusCode).toBe(401);
  });

  test("is refused once it has ended", async () => {
    const token = await provider.tokenFor("urn:short");
    expect((await ask(token)).statusCode).toBe(200);
    // It lives for a second, and clocks may differ by five.
    await setTimeout(7_000);
    expect((await ask(token)).statusCode).toBe(401);
  });

  test("by a new key holds when the issuer has changed its keys, and one by the old no more", async () => {
    const before = await provider.tokenFor("urn:planners");
    expect((await ask(before)).statusCode).toBe(200);
    await provider.rotateKeys();
    await setTimeout(5_500);
    const after = await provider.tokenFor("urn:planners");
    expect((await ask(after)).statusCode).toBe(200);
    expect((await ask(before)).statusCode).toBe(401);
  });

  test("cannot be checked while the issuer is silent: 503, not 401", async () => {
    const gone = await startProvider({ audience, groups });
    const token = await gone.tokenFor("urn:planners");
    const open = await served.open({ issuer: gone.issuer, audience, roleClaim: "groups" });
    await gone.close();
    const { statusCode, json } = await ask(token, open);
    expect([statusCode, json]).toMatchObject([503, { code: "ISSUER_SILENT" }]);
  });

  test("is not checked by the keys of a provider that calls itself otherwise", async () => {
    const named = provider.issuer.replace("127.0.0.1", "localhost");
    const open = await served.open({ issuer: named, audience, roleClaim: "groups" });
    const { statusCode, json } = await ask(await provider.tokenFor("urn:planners"), open);
    expect([statusCode, json]).toMatchObject([503, { code: "ISSUER_SILENT" }]);
  });
});
