import { expect, test } from "vitest";
import { cosine } from "#lib/engine/schedules.ts";

test("a cosine rises in a line for the warm-up and falls to its floor at the end", () => {
  const rate = cosine({ peak: 0.4, steps: 14, warmUp: 4, floor: 0.1 });
  const rates = [0, 1, 2, 3, 4, 9, 14].map(rate);
  const expected = [0.1, 0.2, 0.3, 0.4, 0.4, 0.22, 0.04];
  for (const [at, value] of expected.entries()) expect(rates[at]).toBeCloseTo(value, 12);
});
