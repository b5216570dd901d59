import Ajv from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import { routes } from "#lib/api/routes.ts";
import { schemas } from "#lib/api/schemas.ts";
import { callApi } from "#test/support/api/call-api.ts";
import { type ServedLake, serveLake } from "#test/support/api/served-lake.ts";

let served: ServedLake;
let handler: ApiHandler;
beforeAll(async () => {
  served = await serveLake("run-1");
  await served.publish("run-2");
  handler = await served.open({ requestsPerSecond: "1000" });
});
afterAll(() => served.remove());

const ajv = new Ajv.default({
  strict: true,
  allowUnionTypes: true,
  formats: { date: true, "date-time": true },
});
for (const [name, schema] of Object.entries(schemas)) {
  ajv.addSchema(schema, `#/components/schemas/${name}`);
}
/** What is wrong with `value`; "" if nothing. */
function faults(name: string, value: unknown): string {
  const validate = ajv.getSchema(`#/components/schemas/${name}`);
  return validate?.(value) ? "" : ajv.errorsText(validate?.errors);
}

const ask = (target: string, body?: unknown) => callApi(handler, target, { as: "approver", body });

/** One or more calls of each route, with a body where it takes one. */
const calls: [route: string, target: string, body?: unknown][] = [
  ["/v1/me", "GET /v1/me"],
  ["/v1/openapi.json", "GET /v1/openapi.json"],
  ["/v1/runs/latest", "GET /v1/runs/latest"],
  ["/v1/runs/latest/health", "GET /v1/runs/latest/health"],
  ["/v1/rejects", "GET /v1/rejects"],
  ["/v1/series", "GET /v1/series?query=tea&limit=1"],
  ["/v1/trends", "GET /v1/trends?kind=rising"],
  ["/v1/forecasts/{item}", "GET /v1/forecasts/TEA"],
  ["/v1/accuracy/{item}", "GET /v1/accuracy/TEA"],
  ["/v1/explanations/{item}", "GET /v1/explanations/TEA"],
  ["/v1/reorders", "GET /v1/reorders"],
  [
    "/v1/reorders/{id}/decision",
    "POST /v1/reorders/run-2.0/decision",
    { action: "change", quantity: 24, reason: "fair", version: 0 },
  ],
  [
    "/v1/reorders/decisions",
    "POST /v1/reorders/decisions",
    { decisions: [{ id: "run-2.1", action: "approve", version: 0 }] },
  ],
  ["/v1/reorders", "GET /v1/reorders?sort=risk"],
  ["/v1/recommendations/items/{item}", "GET /v1/recommendations/items/TEA"],
  ["/v1/recommendations/customers/{customer}", "GET /v1/recommendations/customers/c1"],
  [
    "/v1/overrides",
    "POST /v1/overrides",
    {
      ...{ item: "TEA", location: "north", action: "set", from: "2026-04-02", to: "2026-04-03" },
      ...{ value: 9, reason: "fair", version: 0 },
    },
  ],
  ["/v1/overrides", "GET /v1/overrides?item=TEA"],
  ["/v1/files", "GET /v1/files"],
  ["/v1/files/{name}", "GET /v1/files/reorder.csv?as=link"],
];

describe("the OpenAPI document", () => {
  test("is OpenAPI 3.1 and names every call once, that of the other Lambda too", async () => {
    const { json } = await ask("GET /v1/openapi.json");
    const { openapi, paths } = json as {
      openapi: string;
      paths: Record<string, Record<string, object>>;
    };
    expect(openapi).toBe("3.1.0");
    const documented = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const answered = routes.map(({ method, path }) => `${method} ${path}`);
    expect(documented.sort()).toEqual([...answered, "POST /v1/predictions"].sort());
    const ids = Object.values(paths).flatMap((operations) =>
      Object.values(operations).map(
        (operation) => (operation as { operationId: string }).operationId,
      ),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("has every schema that it refers to", async () => {
    const text = JSON.stringify((await ask("GET /v1/openapi.json")).json);
    const named = Array.from(text.matchAll(/#\/components\/schemas\/(\w+)/g), ([, name]) => name);
    expect(named.filter((name) => schemas[name as string] === undefined)).toEqual([]);
  });

  test("has a call below for each route", () => {
    const covered = calls.map(([path, target]) => `${target.split(" ")[0]} ${path}`);
    expect(
      routes.map(({ method, path }) => `${method} ${path}`).filter((one) => !covered.includes(one)),
    ).toEqual([]);
  });

  test.each(calls)(
    "%s answers %s as it says, and is asked as it says",
    async (path: string, target: string, body?: unknown) => {
      const method = target.split(" ")[0];
      const route = routes.find((one) => one.path === path && one.method === method);
      const { answer = "", body: bodyName } = route?.contract ?? {};
      if (bodyName !== undefined) expect(faults(bodyName, body)).toBe("");
      const { statusCode, json } = await ask(target, body);
      const [name, statuses] =
        statusCode === 200 ? [answer, [200]] : ["Failure", route?.contract.refusals];
      expect(statuses).toContain(statusCode);
      expect(faults(name, json)).toBe("");
    },
  );

  test("a property too many, or of another type, would be told", async () => {
    const { json } = await ask("GET /v1/forecasts/TEA");
    expect(faults("Forecast", { ...(json as object), more: 1 })).toContain("additional properties");
    expect(faults("Forecast", { ...(json as object), version: "1" })).toContain("integer");
  });
});
