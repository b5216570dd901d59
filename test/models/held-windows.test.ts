import { expect, test } from "vitest";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { encodeForecastModel } from "#lib/models/forecast-model.ts";
import { promotedShop } from "#test/support/models/promoted-shop.ts";
import { train } from "#test/support/models/train.ts";

const { dataset, shards } = promotedShop({ items: 12, periods: 80 });
const cutoffPeriod = dataset.cutoffPeriod - dataset.horizon;

/** Ten times as much of everything after the cutoff. */
function changedAfter(shard: PreparedShard): PreparedShard {
  const target = shard.target.map((value, at) => {
    const s = shard.offsets.findLastIndex((offset) => offset <= at);
    const period = (shard.firstPeriod[s] as number) + at - (shard.offsets[s] as number);
    return period > cutoffPeriod ? 10 * value : value;
  });
  return { ...shard, target };
}

async function watched(given: readonly PreparedShard[]) {
  const curve: number[] = [];
  const steps: number[] = [];
  const model = await train(given, {
    ...{ dataset, cutoffPeriod, budget: 0.1, settings: { trees: 10 } },
    watch: (step, loss) => {
      steps.push(step);
      curve.push(loss);
    },
  });
  return { bytes: Buffer.from(encodeForecastModel(model)).toString("base64"), curve, steps };
}

test("the loss after the cutoff is watched, and nothing is learned from it", async () => {
  const as = await watched(shards);
  const changed = await watched(shards.map(changedAfter));
  expect(as.steps).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
  expect(as.curve.at(-1)).toBeLessThan(as.curve[0] as number);
  expect(changed.curve.at(-1)).toBeGreaterThan(2 * (as.curve.at(-1) as number));
  expect(changed.bytes).toBe(as.bytes);
  const unwatched = await train(shards, {
    ...{ dataset, cutoffPeriod, budget: 0.1, settings: { trees: 10 } },
  });
  expect(Buffer.from(encodeForecastModel(unwatched)).toString("base64")).toBe(as.bytes);
});
