import { expect, test } from "vitest";
import { decodeTensors, encodeTensors } from "#lib/tensors/safetensors.ts";
import type { Weight } from "#lib/tensors/tensor-type.ts";

const tensors = new Map<string, Weight>([
  ["a", { shape: [2], data: Float32Array.of(1, -2) }],
  ["b", { shape: [1, 1], data: Float32Array.of(0.5) }],
]);

test("a file is header length, header and values, the values on a multiple of 8", () => {
  const file = Buffer.from(encodeTensors({ tensors, metadata: { made: "here" } }));
  const length = Number(file.readBigUInt64LE(0));
  expect(length % 8).toBe(0);
  expect(JSON.parse(file.toString("utf8", 8, 8 + length))).toEqual({
    __metadata__: { made: "here" },
    a: { dtype: "F32", shape: [2], data_offsets: [0, 8] },
    b: { dtype: "F32", shape: [1, 1], data_offsets: [8, 12] },
  });
  const values = [0, 4, 8].map((at) => file.readFloatLE(8 + length + at));
  expect(values).toEqual([1, -2, 0.5]);
  expect(file).toHaveLength(8 + length + 12);
});

test("a file read back is what was written, wherever it lies in memory", () => {
  const file = { tensors, metadata: { made: "here" } };
  const encoded = encodeTensors(file);
  const shifted = new Uint8Array(encoded.length + 3).subarray(3);
  shifted.set(encoded);
  expect(decodeTensors(shifted)).toEqual(file);
});

test("a file of another number type is refused by the tensor's name", () => {
  const file = Buffer.from(encodeTensors({ tensors, metadata: {} }));
  file.write("I32", file.indexOf("F32"));
  expect(() => decodeTensors(file)).toThrow(
    "The tensor file holds a as I32[2] in 8 bytes, not F32, F16 or BF16.",
  );
});
