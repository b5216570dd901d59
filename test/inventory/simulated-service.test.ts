import { describe, expect, test } from "vitest";
import { demandKinds, simulatedFill } from "#test/support/inventory/simulated-demand.ts";

describe("a fill rate that is asked for is reached within a point", () => {
  for (const kind of Object.keys(demandKinds)) {
    test.each([0.9, 0.98])(`by ${kind} items at %d, looked at every day`, (target) => {
      expect(Math.abs(simulatedFill(kind, target) - target)).toBeLessThan(0.01);
    });
  }

  test.each(Object.keys(demandKinds))("by %s items of which seven quantiles are known", (kind) => {
    const levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];
    expect(Math.abs(simulatedFill(kind, 0.95, { levels }) - 0.95)).toBeLessThan(0.01);
  });

  test.each(Object.keys(demandKinds))("by %s items reviewed every five days", (kind) => {
    expect(Math.abs(simulatedFill(kind, 0.95, { policy: { kind: "RS" } }) - 0.95)).toBeLessThan(
      0.01,
    );
  });
});
