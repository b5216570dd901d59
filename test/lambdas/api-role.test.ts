import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readApiConfig } from "#lib/api/api-config.ts";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import { openApi } from "#lib/api/open-api.ts";
import { routes } from "#lib/api/routes.ts";
import { apiSetting } from "#lib/contracts/api-settings.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { callApi } from "#test/support/api/call-api.ts";
import { synthesise } from "#test/support/cdk/synthesise.ts";
import { guardFunction } from "#test/support/iam/guard-function.ts";
import type { Guard } from "#test/support/iam/start-guard.ts";
import { placeFinishedRun } from "#test/support/publication/finished-run.ts";
import { publish } from "#test/support/publication/publish.ts";
import { makeBucket, noS3Server, useS3Server } from "#test/support/s3/use-s3-server.ts";

const { template } = synthesise();

describe.skipIf(noS3Server)(`the API under its own role ${noS3Server ?? ""}`, () => {
  useS3Server();
  let guard: Guard;
  let handler: ApiHandler;
  let scratch: string;
  beforeAll(async () => {
    const bucket = await makeBucket();
    const lake = await openLake(`s3://${bucket}`);
    scratch = await mkdtemp(join(tmpdir(), "shelfcast-api-role-"));
    await placeFinishedRun(lake, "run-1");
    await publish(lake, "run-1", scratch);
    guard = await guardFunction(template, bucket, "Answers the planner");
    const config = readApiConfig({ [apiSetting.lake]: `s3://${bucket}` });
    handler = await openApi(config, routes, { log: () => {}, error: () => {} });
  }, 120_000);
  afterAll(async () => {
    await guard?.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  test.each([
    "GET /v1/runs/latest",
    "GET /v1/runs/latest/health",
    "GET /v1/rejects",
    "GET /v1/series?query=tea",
    "GET /v1/trends?kind=rising",
    "GET /v1/forecasts/TEA",
    "GET /v1/accuracy/TEA",
    "GET /v1/reorders",
    "GET /v1/recommendations/items/TEA",
    "GET /v1/overrides?item=TEA",
    "GET /v1/files",
  ])("%s is answered", async (call) => {
    expect((await callApi(handler, call, { as: "viewer" })).statusCode).toBe(200);
  });

  test("planners decide and correct, and a link to a file holds", async () => {
    const decision = { action: "change", quantity: 24, reason: "fair", version: 0 };
    const decided = await callApi(handler, "POST /v1/reorders/run-1.0/decision", {
      ...{ as: "planner", body: decision },
    });
    expect(decided.statusCode).toBe(200);
    const correction = { item: "TEA", action: "set", from: "2026-04-01", to: "2026-04-02" };
    const corrected = await callApi(handler, "POST /v1/overrides", {
      as: "planner",
      body: { ...correction, value: 9, reason: "fair", version: 0 },
    });
    expect(corrected.statusCode).toBe(200);
    const { headers } = await callApi(handler, "GET /v1/files/reorder.csv", { as: "viewer" });
    expect((await fetch(headers.location ?? "")).status).toBe(200);
  });

  test("nothing that it asked of S3 was denied", () => {
    expect(guard.calls.length).toBeGreaterThan(20);
    expect(guard.calls.filter(({ isAllowed }) => !isAllowed)).toEqual([]);
  });
});
