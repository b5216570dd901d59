import { expect, test } from "vitest";
import { levelParts } from "#lib/signals/series-levels.ts";

test("levels are taken apart into items and locations", () => {
  const items = [1, 3];
  const places = [-0.5, 0.5];
  const pairs = items.flatMap((_, item) => places.map((__, location) => ({ item, location })));
  const parts = levelParts(
    {
      item: Int32Array.from(pairs, ({ item }) => item),
      location: Int32Array.from(pairs, ({ location }) => location),
      logLevel: Float64Array.from(
        pairs,
        ({ item, location }) => (items[item] as number) + (places[location] as number),
      ),
      launch: Float64Array.of(7, 6, 5, Number.NaN),
    },
    3,
    2,
  );
  expect([...parts.ofItem]).toEqual([1, 3, Number.NaN]);
  expect([...parts.ofLocation]).toEqual(places);
  expect([...parts.launch]).toEqual([6, Number.NaN, Number.NaN]);
});

test("without locations there are items alone, and what is unknown is passed over", () => {
  const parts = levelParts(
    {
      item: Int32Array.of(0, 0),
      location: Int32Array.of(-1, -1),
      logLevel: Float64Array.of(2, Number.NaN),
      launch: Float64Array.of(Number.NaN, Number.NaN),
    },
    1,
    0,
  );
  expect([...parts.ofItem]).toEqual([2]);
});
