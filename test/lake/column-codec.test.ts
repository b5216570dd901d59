import fc from "fast-check";
import { expect, test } from "vitest";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { type Column, DecodedColumns, encodeColumns } from "#lib/lake/column-codec.ts";
import { decodePreparedShard, encodePreparedShard } from "#lib/lake/prepared-shards.ts";

test("columns of any values come back as they went in", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string(), fc.double(), fc.float()), { maxLength: 40 }),
      (rows) => {
        const texts = rows.map(([text]) => text.toWellFormed());
        const doubles = Float64Array.from(rows, ([, double]) => double);
        const floats = Float32Array.from(rows, ([, , float]) => float);
        const offsets = Int32Array.from({ length: rows.length + 1 }, (_, r) => r);
        const bytes = encodeColumns(
          new Map<string, Column>([
            ["文", texts],
            ["d", doubles],
            ["f", { offsets, values: floats }],
          ]),
        );
        const back = new DecodedColumns(bytes, "test.arrow");
        expect(back.text("文")).toEqual(texts);
        expect(back.float64("d")).toEqual(doubles);
        expect(back.float32List("f").values).toEqual(floats);
      },
    ),
  );
});

test.each([1, 7, 913, 914])("columns that share memory come back, of %i rows", (rows) => {
  const offsets = new Int32Array(rows + 1);
  const numbers = Float64Array.from({ length: rows }, (_, r) => r);
  const empty = new Float32Array(0);
  const bytes = encodeColumns(
    new Map<string, Column>([
      ["a", numbers],
      ["b", numbers],
      ["c", { offsets, values: empty }],
      ["d", { offsets, values: empty }],
    ]),
  );
  const back = new DecodedColumns(bytes, "test.arrow");
  expect([back.float64("a"), back.float64("b")]).toEqual([numbers, numbers]);
  expect(back.float32List("d").offsets).toEqual(offsets);
});

test("a cut file is refused by name", () => {
  const bytes = encodeColumns(new Map([["x", Float64Array.of(1, 2, 3)]]));
  const cut = bytes.slice(0, bytes.length / 2);
  expect(() => new DecodedColumns(cut, "cut.arrow").float64("x")).toThrow(/cut\.arrow/);
});

test("a column of another type is refused by name", () => {
  const bytes = encodeColumns(new Map([["x", Int32Array.of(1)]]));
  expect(() => new DecodedColumns(bytes, "a.arrow").float32("x")).toThrow(/no column x/);
});

const shard: PreparedShard = {
  shard: 7,
  item: ["A", "B"],
  location: ["all", "all"],
  itemRow: Int32Array.of(0, -1),
  locationRow: Int32Array.of(-1, -1),
  firstPeriod: Int32Array.of(10, 12),
  offsets: Int32Array.of(0, 3, 4),
  target: Float32Array.of(1, 2, 3, 4),
  state: Uint8Array.of(0, 1, 2, 3),
  past: new Map([["price", Float32Array.of(1, Number.NaN, 1, 2)]]),
  known: new Map([["promo", Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1)]]),
  statics: new Map([["item.brand", Int32Array.of(0, 3)]]),
};

test("a prepared shard comes back whole, known covariates reaching past the cutoff", () => {
  const back = decodePreparedShard(encodePreparedShard(shard, 2), "shard=0007.arrow");
  expect(back).toEqual(shard);
});

test("a shard without series comes back", () => {
  const none = new Float32Array(0);
  const empty: PreparedShard = {
    shard: 0,
    item: [],
    location: [],
    itemRow: new Int32Array(0),
    locationRow: new Int32Array(0),
    firstPeriod: new Int32Array(0),
    offsets: new Int32Array(1),
    target: none,
    state: new Uint8Array(0),
    past: new Map(),
    known: new Map(),
    statics: new Map(),
  };
  expect(decodePreparedShard(encodePreparedShard(empty, 2), "e.arrow")).toEqual(empty);
});
