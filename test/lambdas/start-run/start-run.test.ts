import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { S3 } from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, test } from "vitest";
import { localTime } from "#lib/nights/local-time.ts";
import { type LocalBatch, startBatch } from "#test/support/batch/start-batch.ts";
import { type Properties, propertiesOf, synthesise } from "#test/support/cdk/synthesise.ts";
import { guardFunction } from "#test/support/iam/guard-function.ts";
import type { Guard } from "#test/support/iam/start-guard.ts";
import { makeBucket, noS3Server, useS3Server } from "#test/support/s3/use-s3-server.ts";

const yaml =
  'nightly: { timeZone: UTC, at: "23:59", opensAt: "00:00", waitFor: [raw/sales.csv, raw/stock.csv] }';
const { template, folder } = synthesise(yaml, true);

/** The function as it is deployed: its bundle, found by a word of its own. */
function bundleOf(word: string): string {
  const bundles = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const found = bundles.find(
    (name) => name.endsWith("index.mjs") && readFileSync(join(folder, name), "utf8").includes(word),
  );
  return join(folder, found ?? "");
}

const today = localTime(new Date(), "UTC").slice(0, 10);
const noon = `${today}T12:00:00Z`;

describe.skipIf(noS3Server)(`the Lambda that starts nights ${noS3Server ?? ""}`, () => {
  useS3Server();
  let batch: LocalBatch;
  let guard: Guard;
  let uploads: S3;
  let bucket: string;
  let handler: (event: unknown) => Promise<unknown>;

  beforeAll(async () => {
    bucket = await makeBucket();
    uploads = new S3({ endpoint: process.env.AWS_ENDPOINT_URL_S3 ?? "" });
    const jobDefinitionName = "shelfcast-begin";
    batch = await startBatch({
      definitions: [{ jobDefinitionName, containerProperties: { command: ["true"] } }],
      queues: ["shelfcast-cpu"],
      logFolder: join(folder, "logs"),
    });
    const starter = propertiesOf(template, "AWS::Lambda::Function").find(
      ({ Environment }) => Environment?.Variables.SHELFCAST_NIGHT,
    ) as Properties;
    const { SHELFCAST_STACK, SHELFCAST_NIGHT } = starter.Environment.Variables;
    const settings = { SHELFCAST_STACK, SHELFCAST_NIGHT, SHELFCAST_LAKE: `s3://${bucket}` };
    guard = await guardFunction(template, bucket, "Starts a night", batch.endpoint);
    Object.assign(process.env, settings);
    ({ handler } = await import(bundleOf("already-started")));
    return () => Promise.all([guard.stop(), batch.stop()]);
  }, 120_000);

  /** Uploads a file, and tells the Lambda as S3 does through EventBridge. */
  async function arrive(key: string) {
    await uploads.putObject({ Bucket: bucket, Key: key, Body: "x" });
    return handler({
      version: "0",
      source: "aws.s3",
      "detail-type": "Object Created",
      time: noon,
      detail: {
        bucket: { name: bucket },
        object: { key, size: 1, etag: "e" },
        reason: "PutObject",
      },
    });
  }

  test("waits for all files of the day, and then starts one run, whatever comes late or twice", async () => {
    const waiting = { outcome: "waiting", night: today, missing: ["raw/stock.csv"] };
    expect(await arrive("raw/sales.csv")).toEqual(waiting);
    expect(await arrive("raw/stock.csv")).toEqual({ outcome: "started", night: today });
    const again = { outcome: "already-started", night: today };
    expect(await arrive("raw/stock.csv")).toEqual(again);
    expect(await handler({ deadline: noon })).toEqual(again);
    expect(batch.jobs.map(({ request }) => request.jobName)).toEqual([`night-${today}`]);
  });

  test("starts at the deadline with the files that are there; of tries at once, one", async () => {
    const deadline = "2026-11-26T23:59:00Z";
    const before = batch.jobs.length;
    const outcomes = await Promise.all([1, 2, 3].map(() => handler({ deadline })));
    const started = outcomes.filter((outcome) => (outcome as Properties).outcome === "started");
    expect(started).toHaveLength(1);
    expect(batch.jobs).toHaveLength(before + 1);
  });

  test("a submission that fails leaves the night to the next try", async () => {
    const deadline = "2026-11-27T23:59:00Z";
    batch.failSubmissionsAfter(0);
    await expect(handler({ deadline })).rejects.toThrow();
    batch.failSubmissionsAfter(Number.POSITIVE_INFINITY);
    expect(await handler({ deadline })).toMatchObject({ outcome: "started" });
  });

  test("its role allowed all that it asked of S3 and of AWS Batch", () => {
    const services = new Set(guard.calls.map(({ action }) => action.split(":")[0]));
    expect(services).toEqual(new Set(["s3", "kms", "batch"]));
    expect(guard.calls.filter(({ isAllowed }) => !isAllowed)).toEqual([]);
  });
});
