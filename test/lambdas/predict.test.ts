import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { predictionRoute } from "#lambdas/predict/prediction-route.ts";
import { ServingModels } from "#lambdas/predict/serving-models.ts";
import { readApiConfig } from "#lib/api/api-config.ts";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import { openApi } from "#lib/api/open-api.ts";
import { modelFile } from "#lib/candidates/trained-selection.ts";
import { apiSetting } from "#lib/contracts/api-settings.ts";
import { modelKey } from "#lib/contracts/lake-keys.ts";
import { type Answer, callApi } from "#test/support/api/call-api.ts";
import { promotedShop } from "#test/support/models/promoted-shop.ts";
import { train } from "#test/support/models/train.ts";
import { publishTrained } from "#test/support/prediction/publish-trained.ts";
import { type TrainedRun, trainedRun } from "#test/support/prediction/trained-run.ts";

const { dataset, shards } = promotedShop();
const [shard] = shards as [(typeof shards)[number]];
const { cutoffPeriod, horizon } = dataset;
const [item, location] = [shard.item[1] as string, shard.location[1] as string];

let trained: TrainedRun;
let handler: ApiHandler;
beforeAll(async () => {
  trained = await trainedRun(
    dataset,
    shards,
    "network",
    await train(shards, { dataset, cutoffPeriod }),
  );
  await publishTrained(trained.lake, trained.run, shards);
  const models = new ServingModels(async () => trained.lake);
  const config = readApiConfig({ [apiSetting.lake]: trained.lake.address });
  handler = await openApi(config, [predictionRoute(models)], { log: () => {}, error: () => {} });
});
afterAll(() => trained.remove());

const ask = (body: unknown): Promise<Answer> =>
  callApi(handler, "POST /v1/predictions", { as: "viewer", body });
const totalOf = ({ json }: Answer): number =>
  (json as { forecast: { mean: number }[] }).forecast.reduce((sum, { mean }) => sum + mean, 0);

describe("a forecast now", () => {
  test("of a series of the run is the one that was published", async () => {
    const { json, headers } = await ask({ item, location });
    expect(json).toMatchObject({ item, location, method: "network", known: dataset.known });
    expect((json as { forecast: unknown[] }).forecast).toHaveLength(horizon);
    expect(headers["x-shelfcast-run"]).toBe(trained.run);
  });

  test("with a promotion sells what promotions sold, and the next asks of none again", async () => {
    const [without, with_] = [
      await ask({ item, location, known: { promotion: 0 } }),
      await ask({ item, location, known: { promotion: 1 } }),
    ];
    expect(totalOf(with_) / totalOf(without)).toBeGreaterThan(1.8);
    expect(totalOf(await ask({ item, location, known: { promotion: 0 } }))).toBe(totalOf(without));
  });

  test("several at once are each answered as if alone", async () => {
    const wishes = [0, 1, 0, 1].map((promotion) => ({ item, location, known: { promotion } }));
    const together = (await Promise.all(wishes.map(ask))).map(totalOf);
    const alone: number[] = [];
    for (const wish of wishes) alone.push(totalOf(await ask(wish)));
    expect(together).toEqual(alone);
  });

  test("of an item nobody has seen takes a history", async () => {
    expect((await ask({ item: "NEW" })).statusCode).toBe(404);
    const history = { from: "2026-06-01", values: Array.from({ length: 28 }, () => 10) };
    const answer = await ask({ item: "NEW", history });
    expect(answer.json).toMatchObject({ item: "NEW", location: "all" });
    expect(totalOf(answer)).toBeGreaterThan(0);
  });

  test("of a run whose model this version cannot read is refused with a way out", async () => {
    const { lake, run } = trained;
    const key = modelKey(run, modelFile.network);
    const bytes = await lake.read(key);
    await lake.write(key, new Uint8Array(1000));
    const fresh = new ServingModels(async () => lake);
    const config = readApiConfig({ [apiSetting.lake]: lake.address });
    const told: string[] = [];
    const log = { log: () => {}, error: (line: string) => told.push(line) };
    const other = await openApi(config, [predictionRoute(fresh)], log);
    const call = () =>
      callApi(other, "POST /v1/predictions", { as: "viewer", body: { item, location } });
    const refused = await call();
    expect(refused).toMatchObject({
      statusCode: 409,
      json: { code: "MODEL_UNREADABLE", remedy: expect.stringContaining("Publish again") },
    });
    expect(told).toEqual([]);
    await lake.write(key, bytes);
    expect((await call()).statusCode).toBe(200);
  });

  test.each([
    [
      "a covariate it does not know",
      { item, location, known: { moon: 1 } },
      "PREDICTION_COVARIATE_UNKNOWN",
    ],
    [
      "too few values of one",
      { item, location, known: { promotion: [1] } },
      "PREDICTION_COVARIATE_LENGTH",
    ],
    ["text for a number", { item, location, known: { promotion: "1" } }, "BAD_FIELD"],
    [
      "a history of text",
      { item, location, history: { from: "2026-06-01", values: ["1"] } },
      "BAD_FIELD",
    ],
    ["a history without a date", { item, location, history: { values: [1] } }, "BAD_FIELD"],
    ["a field it does not read", { item, location, colour: "red" }, "UNKNOWN_FIELD"],
  ])("with %s is refused in words", async (_what, body, code) => {
    const { statusCode, json } = await ask(body);
    expect([statusCode, (json as { code: string }).code]).toEqual([400, code]);
  });
});
