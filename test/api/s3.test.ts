import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readApiConfig } from "#lib/api/api-config.ts";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import { openApi } from "#lib/api/open-api.ts";
import { routes } from "#lib/api/routes.ts";
import { apiSetting } from "#lib/contracts/api-settings.ts";
import { publishedKey } from "#lib/contracts/lake-keys.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { openS3Lake } from "#lib/lake/s3-lake.ts";
import { callApi } from "#test/support/api/call-api.ts";
import { placeFinishedRun } from "#test/support/publication/finished-run.ts";
import { publish } from "#test/support/publication/publish.ts";
import { makeBucket, noS3Server, useS3Server } from "#test/support/s3/use-s3-server.ts";

describe.skipIf(noS3Server)(`over a bucket${noS3Server ? ` (${noS3Server})` : ""}`, () => {
  if (noS3Server === undefined) useS3Server();
  let lake: Lake;
  let handler: ApiHandler;
  let scratch: string;
  beforeAll(async () => {
    lake = openS3Lake(await makeBucket(), "shop");
    scratch = await mkdtemp(join(tmpdir(), "shelfcast-api-s3-"));
    await placeFinishedRun(lake, "run-1");
    await publish(lake, "run-1", scratch);
    const config = readApiConfig({ [apiSetting.lake]: lake.address });
    handler = await openApi(config, routes, { log: () => {}, error: () => {} });
  });
  afterAll(() => rm(scratch, { recursive: true }));
  const get = (path: string) => callApi(handler, `GET ${path}`, { as: "viewer" });

  test("a series is found and read as in a folder", async () => {
    expect((await get("/v1/series?query=green")).json).toMatchObject({ series: [{ item: "TEA" }] });
    expect((await get("/v1/forecasts/TEA")).json).toMatchObject({ location: "north", version: 0 });
  });

  test("of two planners at once, one is told", async () => {
    const decide = (subject: string) =>
      callApi(handler, "POST /v1/reorders/run-1.0/decision", {
        as: "planner",
        subject,
        body: { action: "change", quantity: 24, reason: "fair", version: 0 },
      });
    const both = await Promise.all([decide("ann"), decide("bob")]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
  });

  test("a file's link is S3's own: it holds, goes on from a byte, and bears no change", async () => {
    const { statusCode, headers } = await get("/v1/files/reorder.csv");
    expect(statusCode).toBe(302);
    const link = new URL(headers.location as string);
    expect(link.searchParams.get("X-Amz-Expires")).toBe("300");
    const whole = await fetch(link);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(bytes).toEqual(Buffer.from(await lake.read(publishedKey("run-1", "reorder.csv"))));
    expect(whole.headers.get("content-disposition")).toBe(
      'attachment; filename="run-1-reorder.csv"',
    );
    const rest = await fetch(link, { headers: { range: "bytes=100-" } });
    expect([rest.status, Buffer.from(await rest.arrayBuffer())]).toEqual([
      206,
      bytes.subarray(100),
    ]);
    link.pathname = link.pathname.replace("reorder.csv", "manifest.json");
    expect((await fetch(link)).status).toBe(403);
  });
});
