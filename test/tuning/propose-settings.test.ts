import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type SearchSpace,
  type TunedName,
  type TuningConfig,
  tunedNames,
  tunedParameters,
} from "#lib/contracts/tuning.ts";
import { proposeSettings } from "#lib/tuning/propose-settings.ts";

const tuning = (search: TuningConfig["search"], trials: number, space: SearchSpace = {}) => ({
  ...{ search, trials, space, keepFor: 28 },
});

test("a grid is every combination, the last parameter changing fastest, after the default", () => {
  const space = { leaves: [8, 16], dropout: [0, 0.1, 0.2] };
  expect(proposeSettings(tuning("grid", 6, space), 1)).toEqual([
    {},
    { dropout: 0, leaves: 8 },
    { dropout: 0, leaves: 16 },
    { dropout: 0.1, leaves: 8 },
    { dropout: 0.1, leaves: 16 },
    { dropout: 0.2, leaves: 8 },
    { dropout: 0.2, leaves: 16 },
  ]);
});

const bounds = (name: TunedName) => {
  const { kind, min, max } = tunedParameters[name];
  const one = kind === "whole" ? fc.integer({ min, max }) : fc.double({ min, max, noNaN: true });
  return fc.array(one, { minLength: 1, maxLength: 3 });
};
const spaces = fc
  .subarray([...tunedNames], { minLength: 1 })
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, bounds(name)]))));

test("what is drawn lies between the numbers of each parameter, whole where it must be", () => {
  fc.assert(
    fc.property(spaces, fc.integer(), (space, seed) => {
      for (const settings of proposeSettings(tuning("random", 5, space), seed).slice(1)) {
        expect(Object.keys(settings).sort()).toEqual(Object.keys(space).sort());
        for (const [name, value] of Object.entries(settings)) {
          const numbers = space[name] as number[];
          expect(value).toBeGreaterThanOrEqual(Math.min(...numbers));
          expect(value).toBeLessThanOrEqual(Math.max(...numbers));
          const isWhole = tunedParameters[name as TunedName].kind === "whole";
          expect(!isWhole || Number.isInteger(value)).toBe(true);
        }
      }
    }),
  );
});

test("more trials leave the first ones as they were; another seed draws others", () => {
  const few = proposeSettings(tuning("halving", 4), 1);
  expect(proposeSettings(tuning("halving", 9), 1).slice(0, 5)).toEqual(few);
  expect(proposeSettings(tuning("halving", 4), 2)[1]).not.toEqual(few[1]);
});

test("rates are drawn evenly over their logarithms", () => {
  const space = { learning_rate: [0.0001, 0.01] };
  const drawn = proposeSettings(tuning("random", 400, space), 3).slice(1);
  const low = drawn.filter(({ learning_rate: rate = 0 }) => rate < 0.001).length;
  expect(low / drawn.length).toBeGreaterThan(0.4);
  expect(low / drawn.length).toBeLessThan(0.6);
});
