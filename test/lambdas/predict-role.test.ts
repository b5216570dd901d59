import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { predictionRoute } from "#lambdas/predict/prediction-route.ts";
import { ServingModels } from "#lambdas/predict/serving-models.ts";
import { readApiConfig } from "#lib/api/api-config.ts";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import { openApi } from "#lib/api/open-api.ts";
import { apiSetting } from "#lib/contracts/api-settings.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { callApi } from "#test/support/api/call-api.ts";
import { synthesise } from "#test/support/cdk/synthesise.ts";
import { guardFunction } from "#test/support/iam/guard-function.ts";
import type { Guard } from "#test/support/iam/start-guard.ts";
import { promotedShop } from "#test/support/models/promoted-shop.ts";
import { train } from "#test/support/models/train.ts";
import { publishTrained } from "#test/support/prediction/publish-trained.ts";
import { trainedRun } from "#test/support/prediction/trained-run.ts";
import { makeBucket, noS3Server, useS3Server } from "#test/support/s3/use-s3-server.ts";

const { template } = synthesise();
const { dataset, shards } = promotedShop();
const [item, location] = [shards[0]?.item[1], shards[0]?.location[1]];

/** Puts a run that was trained and published into another lake. */
async function placePublication(into: Lake): Promise<void> {
  const { cutoffPeriod } = dataset;
  const network = await train(shards, { dataset, cutoffPeriod });
  const { lake, run, remove } = await trainedRun(dataset, shards, "network", network);
  await publishTrained(lake, run, shards);
  for await (const { key } of lake.list("")) await into.write(key, await lake.read(key));
  await remove();
}

describe.skipIf(noS3Server)(`predictions under their own role ${noS3Server ?? ""}`, () => {
  useS3Server();
  let guard: Guard;
  let handler: ApiHandler;
  beforeAll(async () => {
    const bucket = await makeBucket();
    await placePublication(await openLake(`s3://${bucket}`));
    guard = await guardFunction(template, bucket, "Forecasts now");
    const config = readApiConfig({ [apiSetting.lake]: `s3://${bucket}` });
    const models = new ServingModels(() => openLake(`s3://${bucket}`));
    handler = await openApi(config, [predictionRoute(models)], { log: () => {}, error: () => {} });
  }, 120_000);
  afterAll(async () => {
    await guard?.stop();
  });

  test.each([
    ["a series of the run", { item, location }],
    ["a promotion that is asked of", { item, location, known: { promotion: 1 } }],
    ["an item nobody has seen", { item: "NEW", history: { from: "2026-06-01", values: [3, 4] } }],
  ])("%s is forecast", async (_what, body) => {
    const answer = await callApi(handler, "POST /v1/predictions", { as: "viewer", body });
    expect(answer.statusCode).toBe(200);
  });

  test("nothing that they asked of S3 was denied", () => {
    expect(guard.calls.length).toBeGreaterThan(5);
    expect(guard.calls.filter(({ isAllowed }) => !isAllowed)).toEqual([]);
  });
});
