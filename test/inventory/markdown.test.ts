import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { bestMarkdown } from "#lib/inventory/markdown.ts";
import { priceEvidence, shrunkenEffects } from "#lib/inventory/price-effect.ts";

/** A series that sells 40 · price^ε a day, with noise, at prices that change every week. */
function evidenceOf(elasticity: number, noise: number, weeks: number, seed: number) {
  const random = seededRandom(seed, "prices");
  const price = new Float32Array(7 * weeks);
  const demand = new Float32Array(7 * weeks);
  for (let t = 0; t < price.length; t++) {
    const week = seededRandom(seed, `week ${Math.floor(t / 7)}`);
    price[t] = week.uniform() < 0.3 ? 0.7 : 1;
    demand[t] = 40 * (price[t] as number) ** elasticity * Math.exp(noise * random.normal());
  }
  return priceEvidence(demand, price, () => true);
}

describe("the effect of price", () => {
  test("is found again, and a noisy series is drawn towards the others", () => {
    const clear = Array.from({ length: 20 }, (_, i) => evidenceOf(-2 + 0.04 * i, 0.1, 52, i));
    const noisy = evidenceOf(-6, 2, 4, 99);
    const effects = shrunkenEffects([...clear, noisy]);
    expect(effects?.[0]?.elasticity).toBeCloseTo(-2, 0.7);
    expect(effects?.[19]?.elasticity).toBeCloseTo(-1.24, 0.7);
    expect(effects?.[20]?.elasticity).toBeGreaterThan(-3);
    expect(effects?.[20]?.elasticity).toBeLessThan(-1);
  });

  test("of a series whose price never moved is that of the others, and less sure", () => {
    const moved = Array.from({ length: 8 }, (_, i) => evidenceOf(-1.5, 0.3, 52, i));
    const still = priceEvidence(
      new Float32Array(100).fill(9),
      new Float32Array(100).fill(2),
      () => true,
    );
    const effects = shrunkenEffects([...moved, still]) ?? [];
    expect(effects[8]?.elasticity).toBeCloseTo(-1.5, 0.5);
    expect(effects[8]?.variance).toBeGreaterThan(0);
  });

  test("is not known where hardly any series tells", () => {
    expect(shrunkenEffects([evidenceOf(-2, 0.1, 52, 1)])).toBeUndefined();
    const unknown = priceEvidence(
      Float32Array.of(1, 2),
      Float32Array.of(Number.NaN, Number.NaN),
      () => true,
    );
    expect(unknown).toEqual({ prices: 0, together: 0, demands: 0, periods: 0 });
  });
});

describe("a markdown", () => {
  const stock = {
    demand: new Float64Array(100).fill(40),
    onHand: 100,
    price: 10,
    salvage: 0,
    effect: { elasticity: -2.5, variance: 0.01 },
  };
  const bounds = { maxDepth: 0.5, lowest: 0 };

  test("brings most: at ε −2.5 forty become a hundred at 30 % off", () => {
    // Revenue p · min(100, 40 (p / 10)^−2.5): 10 → 400, 7 → 7 · 97.6 = 683, 6.5 → 650.
    const best = bestMarkdown(stock, bounds);
    expect(best?.price).toBe(7);
    expect(best?.gain).toBeCloseTo(683 - 400, -1);
    expect(best?.unsold).toBe(60);
    expect(best?.gainLow).toBeLessThan(best?.gain ?? 0);
    expect(best?.gainHigh).toBeGreaterThan(best?.gain ?? 0);
  });

  test("stays within its bounds", () => {
    expect(bestMarkdown(stock, { ...bounds, maxDepth: 0.2 })?.price).toBe(8);
    expect(bestMarkdown(stock, { ...bounds, lowest: 8.9 })?.price).toBe(9);
    expect(bestMarkdown(stock, { maxDepth: 0.04, lowest: 0 })).toBeUndefined();
  });

  test("is left alone where demand hardly answers, or nobody knows how it answers", () => {
    expect(
      bestMarkdown({ ...stock, effect: { elasticity: -0.5, variance: 0.01 } }, bounds),
    ).toBeUndefined();
    expect(
      bestMarkdown({ ...stock, effect: { elasticity: -2.5, variance: 9 } }, bounds),
    ).toBeUndefined();
    expect(bestMarkdown({ ...stock, onHand: 30 }, bounds)).toBeUndefined();
  });
});
