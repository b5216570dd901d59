import { expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { ResampledLoss } from "#lib/forecasting/resampled-loss.ts";

const items = Array.from({ length: 120 }, (_, i) => `item ${i}`);
const random = seededRandom(3);
const luck = items.map(() => Math.exp(random.normal()));

/** Losses of one forecast, each item its own. */
function lossesOf(each: (luck: number, item: number) => number, seed = 1): ResampledLoss {
  const sums = new ResampledLoss(seed);
  for (const [i, item] of items.entries()) {
    sums.add(item, i % 3 === 0 ? "new" : "smooth", each(luck[i] as number, i));
  }
  return sums;
}

test("a forecast against itself is no better, whatever items are drawn", () => {
  const same = lossesOf((loss) => loss).against(lossesOf((loss) => loss));
  expect(same.all).toEqual({ series: 120, ratio: 1, interval: [1, 1], pValue: 1 });
  expect(Object.keys(same)).toEqual(["all", "new", "smooth"]);
});

test("a tenth less on every item is certain, however unlike items are", () => {
  const { all, smooth } = lossesOf((loss) => 0.9 * loss).against(lossesOf((loss) => loss));
  expect(all?.ratio).toBeCloseTo(0.9, 12);
  expect(all?.interval[0]).toBeCloseTo(0.9, 12);
  expect(all?.pValue).toBeLessThan(0.01);
  expect(smooth?.series).toBe(80);
});

test("the interval is that of drawing items with replacement, and swapped forecasts turn it round", () => {
  const noise = seededRandom(5);
  const other = luck.map((loss) => loss * Math.exp(0.5 * noise.normal()));
  const [ours, theirs] = [lossesOf((loss) => loss), lossesOf((_, i) => other[i] as number)];
  const drawn = seededRandom(9);
  const ratios = Array.from({ length: 4000 }, () => {
    let [mine, its] = [0, 0];
    for (let draw = 0; draw < items.length; draw++) {
      const i = drawn.below(items.length);
      mine += luck[i] as number;
      its += other[i] as number;
    }
    return mine / its;
  }).sort((a, b) => a - b);
  const { all } = ours.against(theirs);
  expect(all?.interval[0]).toBeCloseTo(ratios[100] as number, 1);
  expect(all?.interval[1]).toBeCloseTo(ratios[3900] as number, 1);
  expect(theirs.against(ours).all?.pValue).toBeCloseTo(all?.pValue as number, 12);
});

test("where neither is better, one test in twenty at most says so", () => {
  let found = 0;
  const [rounds, noise] = [200, seededRandom(11)];
  for (let round = 0; round < rounds; round++) {
    const swapped = items.map(() => noise.uniform() < 0.5);
    const [a, b] = [0, 1].map((side) =>
      lossesOf((loss, i) => loss * (swapped[i] === (side === 0) ? 1.3 : 1), round),
    ) as [ResampledLoss, ResampledLoss];
    if ((a.against(b).all?.pValue ?? 1) < 0.05) found++;
  }
  expect(found / rounds).toBeLessThan(0.09);
  expect(found / rounds).toBeGreaterThan(0.01);
});
