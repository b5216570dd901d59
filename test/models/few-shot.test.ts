import { beforeAll, describe, expect, test } from "vitest";
import type { ExpectedLevels } from "#lib/contracts/expected-levels.ts";
import { openForecaster } from "#lib/models/forecaster.ts";
import { train } from "#test/support/models/train.ts";
import {
  dataset,
  expectedLevels,
  launches,
  launchPeriod,
  longestHistory,
  shards,
  truthAfter,
} from "#test/support/models/worded-shop.ts";

const days = [0, 3, 7, 14, longestHistory] as const;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Σ |mean − demand| / Σ demand over the horizon, by the days of history that a launch has. */
async function errorsOf(levels?: ExpectedLevels): Promise<number[]> {
  const { cutoffPeriod, horizon } = dataset;
  const model = await train(shards, { dataset, cutoffPeriod, levels });
  const forecaster = await openForecaster(model, { threads: 1, levels });
  const errors: number[] = [];
  for (const seen of days) {
    const origin = launchPeriod + seen - 1;
    const forecast = (await forecaster.forecast(launches, origin, ["network"])).get("network");
    const truth = truthAfter(seen);
    const off = truth.map((demand, s) => {
      const mean = [...(forecast?.mean.subarray(s * horizon, (s + 1) * horizon) ?? [])];
      return Math.abs(sum(mean) - demand);
    });
    errors.push(sum(off) / sum(truth));
  }
  await forecaster.close();
  return errors;
}

describe("an item that is launched", () => {
  let told: number[];
  let untold: number[];
  beforeAll(async () => {
    told = await errorsOf(expectedLevels());
    untold = await errorsOf();
  }, 300_000);

  test("before its first sale is forecast from its words, far better than without them", () => {
    expect(told[0]).toBeLessThan(0.7 * (untold[0] as number));
  });

  test.each(days.slice(1).map((count, i) => [count, days[i] as number, i] as const))(
    "is forecast no worse after %i days than after %i",
    (_later, _earlier, i) => {
      expect(told[i + 1]).toBeLessThan(1.05 * (told[i] as number) + 0.01);
    },
  );

  test("after 28 days is forecast by what it sold: words do not stand in the way", () => {
    expect(told.at(-1)).toBeLessThan(1.05 * (untold.at(-1) as number) + 0.01);
    expect(told.at(-1)).toBeLessThan(0.6 * (told[0] as number));
  });
});
