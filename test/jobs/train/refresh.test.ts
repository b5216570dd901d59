import { expect, onTestFinished, test } from "vitest";
import type { NightlyResult } from "#jobs/nightly/run-nightly.ts";
import { shardKey } from "#lib/contracts/lake-keys.ts";
import type { PublicationManifest } from "#lib/contracts/publication.ts";
import { decodeForecastShard } from "#lib/lake/forecast-shards.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { readLatestManifest, rollback } from "#lib/publication/latest.ts";
import { refreshedShop } from "#test/support/nights/refreshed-shop.ts";

async function shop(given: Parameters<typeof refreshedShop>[0] = {}) {
  const made = await refreshedShop(given);
  onTestFinished(made.remove);
  return made;
}

const trainCounts = ({ records }: NightlyResult) =>
  records.find(({ step }) => step === "train")?.counts;
const published = async (lake: Lake) => (await readLatestManifest(lake)) as PublicationManifest;

test("a night on which nothing drifted scores with the model it has, from the new data", async () => {
  const { lake, night } = await shop();
  const first = await night(3);
  expect((await published(lake)).model.gate?.decision).toBe("trained");
  const second = await night(0);
  expect(trainCounts(second)).toEqual({ kept: first.run });
  const { model, cutoff } = await published(lake);
  expect([model.name, model.gate?.decision]).toEqual([first.run, "kept"]);
  expect(model.gate?.champion?.age).toBe(3);
  // 40 items, of whose forecasts three days have come true since.
  expect(model.gate?.champion?.realised).toBeNull();
  expect(cutoff).toBe("2024-10-04");
  const [before, now] = await Promise.all(
    [first, second].map(async ({ run }) => {
      const key = shardKey(run, "score", 0);
      return decodeForecastShard(await lake.read(key), key);
    }),
  );
  expect(now?.mean).not.toEqual(before?.mean);
});

test("sales that doubled since are drift: the model is trained again, and the manifest says why", async () => {
  const { lake, night } = await shop({ change: 2.5, daysBefore: 7 });
  await night(7);
  const second = await night(0);
  expect(trainCounts(second)).not.toHaveProperty("kept");
  const { gate, name } = (await published(lake)).model;
  expect([name, gate?.decision]).toEqual([second.run, "trained"]);
  expect(gate?.champion?.realised?.periods).toBe(40 * 7);
  expect(gate?.champion?.realised?.coverage).toBeLessThan(0.6);
  expect(gate?.champion?.drift.join(" ")).toMatch(/error has grown.*bands cover/);
});

test("after a rollback the model of the publication that readers are back on goes on", async () => {
  const { lake, night } = await shop();
  const first = await night(4);
  const second = await night(2, ", keep_for: 1");
  expect(trainCounts(second)).not.toHaveProperty("kept");
  await rollback(lake, "2026-07-01T00:00:00Z");
  expect(trainCounts(await night(0))).toEqual({ kept: first.run });
});
