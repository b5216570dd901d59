import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import { type Role, roles } from "#lib/api/role.ts";
import { routes } from "#lib/api/routes.ts";
import { callApi } from "#test/support/api/call-api.ts";
import { type ServedLake, serveLake } from "#test/support/api/served-lake.ts";

let served: ServedLake;
let handler: ApiHandler;
beforeAll(async () => {
  served = await serveLake("run-1");
  handler = await served.open({ requestsPerSecond: "1000", iamRoles: "night-reader=viewer" });
});
afterAll(() => served.remove());

/** A good call of each route, whose answer for those who may is the status given. */
const calls: Readonly<Record<string, readonly [target: string, status: number, body?: unknown]>> = {
  "GET /v1/me": ["/v1/me", 200],
  "GET /v1/openapi.json": ["/v1/openapi.json", 200],
  "GET /v1/runs/latest": ["/v1/runs/latest", 200],
  "GET /v1/runs/latest/health": ["/v1/runs/latest/health", 200],
  "GET /v1/rejects": ["/v1/rejects", 200],
  "GET /v1/series": ["/v1/series?query=tea", 200],
  "GET /v1/trends": ["/v1/trends?kind=rising", 200],
  "GET /v1/forecasts/{item}": ["/v1/forecasts/TEA", 200],
  "GET /v1/accuracy/{item}": ["/v1/accuracy/TEA", 200],
  "GET /v1/explanations/{item}": ["/v1/explanations/TEA", 200],
  "GET /v1/reorders": ["/v1/reorders", 200],
  "POST /v1/reorders/decisions": [
    "/v1/reorders/decisions",
    200,
    { decisions: [{ id: "run-1.0" }] },
  ],
  "POST /v1/reorders/{id}/decision": ["/v1/reorders/run-1.9/decision", 404, {}],
  "GET /v1/recommendations/items/{item}": ["/v1/recommendations/items/TEA", 200],
  "GET /v1/recommendations/customers/{customer}": ["/v1/recommendations/customers/nobody", 404],
  "GET /v1/overrides": ["/v1/overrides?item=TEA", 200],
  "POST /v1/overrides": ["/v1/overrides", 400, {}],
  "GET /v1/files": ["/v1/files", 200],
  "GET /v1/files/{name}": ["/v1/files/reorder.csv", 302],
};

describe("who may call what", () => {
  const rows = routes.flatMap((route) =>
    [undefined, "stranger", ...roles].map((role) => [role ?? "nobody", route] as const),
  );
  test.each(rows)("%s: $method $path", async (role, { method, path, role: least }) => {
    const [target, good, body] = calls[`${method} ${path}`] as (typeof calls)[string];
    const as = role === "nobody" ? undefined : role;
    const { statusCode, json } = await callApi(handler, `${method} ${target}`, { as, body });
    const isKnown = roles.includes(role as Role);
    const may = isKnown && roles.indexOf(role as Role) >= roles.indexOf(least);
    expect(statusCode).toBe(may ? good : as === undefined ? 401 : 403);
    if (!may) expect(Object.keys(json as object).sort()).toEqual(["code", "message", "remedy"]);
  });

  test("every refusal is told to those who must answer for it, and no token or body is", async () => {
    served.told.length = 0;
    const body = { secret: "never told" };
    const headers = { authorization: "Bearer a.b.c" };
    await callApi(handler, "POST /v1/overrides", { as: "viewer", subject: "eve", body, headers });
    expect(served.told).toEqual([
      expect.objectContaining({
        audit: "shelfcast",
        subject: "eve",
        role: "viewer",
        method: "POST",
        path: "/v1/overrides",
        status: 403,
        code: "FORBIDDEN",
      }),
    ]);
    expect(JSON.stringify(served.told)).not.toMatch(/never told|a\.b\.c/);
  });

  test("an IAM caller has the role of its IAM role, another none", async () => {
    const arn = (name: string) => ({ iam: { userArn: `arn:aws:sts::1:assumed-role/${name}/x` } });
    const known = await callApi(handler, "GET /v1/me", { authorizer: arn("night-reader") });
    expect(known.json).toEqual({ subject: "iam:assumed-role/night-reader", role: "viewer" });
    const other = await callApi(handler, "GET /v1/me", { authorizer: arn("night-reader2") });
    expect(other.statusCode).toBe(403);
  });

  test("who asks too much is told to wait, and others are not", async () => {
    const slow = await served.open({ requestsPerSecond: "2" });
    const ask = (subject: string) => callApi(slow, "GET /v1/me", { as: "viewer", subject });
    const asked = await Promise.all(Array.from({ length: 6 }, () => ask("greedy")));
    expect(asked.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 429, 429]);
    expect(asked[5]?.headers["retry-after"]).toBe("1");
    expect((await ask("patient")).statusCode).toBe(200);
  });
});

describe("pages of other origins", () => {
  test("may read where they are named, and no others", async () => {
    const open = await served.open({ origins: "https://plan.example" });
    const from = (origin: string) =>
      callApi(open, "GET /v1/me", { as: "viewer", headers: { origin } });
    const allow = "access-control-allow-origin";
    expect((await from("https://plan.example")).headers[allow]).toBe("https://plan.example");
    expect((await from("https://evil.example")).headers[allow]).toBeUndefined();
    const asked = await callApi(open, "OPTIONS /v1/overrides", {
      headers: { origin: "https://plan.example" },
    });
    expect(asked).toMatchObject({ statusCode: 204, body: "" });
    expect(asked.headers["access-control-allow-headers"]).toContain("authorization");
  });
});

describe("what no route takes", () => {
  const ask = (target: string, call = {}) => callApi(handler, target, { as: "approver", ...call });

  test.each([
    ["GET /v1/nothing", 404, "NO_SUCH_ROUTE"],
    ["GET /", 404, "NO_SUCH_ROUTE"],
    ["POST /v1/series", 405, "METHOD_NOT_ALLOWED"],
    ["GET /v1/reorders/decisions/x", 404, "NO_SUCH_ROUTE"],
    ["GET /v1/series?limit=0", 400, "BAD_PARAMETER"],
    ["GET /v1/series?limit=1e9", 400, "BAD_PARAMETER"],
    ["GET /v1/series?query=a&query=b", 400, "BAD_PARAMETER"],
    ["GET /v1/series?query=%00", 400, "BAD_PARAMETER"],
    ["GET /v1/series?next=bm9uc2Vuc2U", 400, "BAD_NEXT"],
    [`GET /v1/series?query=${"a".repeat(600)}`, 400, "BAD_PARAMETER"],
    [`GET /v1/series?query=${"a".repeat(9000)}`, 414, "URI_TOO_LONG"],
    ["GET /v1/trends", 400, "BAD_PARAMETER"],
    ["GET /v1/reorders?sort=price", 400, "BAD_PARAMETER"],
    ["GET /v1/rejects?next=run-0.5", 400, "BAD_NEXT"],
  ])("%s", async (target, status, code) => {
    const { statusCode, json } = await ask(target);
    expect(statusCode).toBe(status);
    expect(json).toMatchObject({ code, message: expect.any(String), remedy: expect.any(String) });
  });

  test.each([
    ["no JSON", "{", {}, 400, "BAD_BODY"],
    ["a list", "[]", {}, 400, "BAD_BODY"],
    ["nothing", "null", {}, 400, "BAD_BODY"],
    ["another type", "{}", { "content-type": "text/plain" }, 415, "NOT_JSON"],
    ["too much", JSON.stringify({ reason: "x".repeat(2_000_000) }), {}, 413, "BODY_TOO_LARGE"],
    [
      "a field of another's",
      '{"item":"TEA","__proto__":{"a":1},"action":"set"}',
      {},
      400,
      "UNKNOWN_FIELD",
    ],
  ])("a body that is %s", async (_what, body, headers, status, code) => {
    const { statusCode, json } = await ask("POST /v1/overrides", { body, headers });
    expect([statusCode, (json as { code: string }).code]).toEqual([status, code]);
  });

  test("what was not foreseen tells the caller nothing, and the log all", async () => {
    served.told.length = 0;
    const broken = await served.open();
    const wrong = { run: "run-1", manifestSha256: "0", previous: [] };
    await served.lake.write("published/latest.json", Buffer.from(JSON.stringify(wrong)));
    const { statusCode, json } = await callApi(broken, "GET /v1/files", { as: "viewer" });
    expect(statusCode).toBe(500);
    expect(json).toEqual({
      code: "INTERNAL",
      message: "Something went wrong.",
      remedy: "Try again; if it stays, tell whoever runs shelfcast of request request-1.",
    });
    expect(served.told[0]).toMatchObject({ level: "ERROR", requestId: "request-1" });
  });
});
