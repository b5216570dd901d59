import { expect, test } from "vitest";
import type { Part } from "#lib/tensors/protobuf.ts";
import { bytes, float, integer, join, message, packed, text } from "#lib/tensors/protobuf.ts";

/** The examples of protobuf.dev/programming-guides/encoding, and values at the edges. */
test.each<readonly [string, Part, string]>([
  ["an integer", integer(1, 150), "08 96 01"],
  ["zero", integer(1, 0), "08 00"],
  ["the last of one byte", integer(1, 127), "08 7f"],
  ["a negative integer as 64 bits", integer(1, -1), "08 ff ff ff ff ff ff ff ff ff 01"],
  ["a field above 15", integer(20, 1), "a0 01 01"],
  ["a text", text(2, "testing"), "12 07 74 65 73 74 69 6e 67"],
  ["a text by its bytes", text(2, "é"), "12 02 c3 a9"],
  ["bytes", bytes(9, Uint8Array.of(0, 255)), "4a 02 00 ff"],
  ["a float", float(2, 1), "15 00 00 80 3f"],
  ["a message within", message(3, integer(1, 150)), "1a 03 08 96 01"],
  ["an empty message", message(3), "1a 00"],
  ["packed integers", packed(6, [3, 270, 86942]), "32 06 03 8e 02 9e a7 05"],
])("writes %s", (_name, part, hex) => {
  expect(Buffer.from(join(part)).toString("hex")).toBe(hex.replaceAll(" ", ""));
});
