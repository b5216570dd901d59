/**
 * Writes protocol buffers (protobuf.dev/programming-guides/encoding). A part is a list of byte runs,
 * joined once at the end, so that weights are copied once.
 */
export type Part = readonly Uint8Array[];

const wireType = { varint: 0, bytes: 2, float: 5 } as const;

/** Nearly every key and length is one of these. */
const oneByte = Array.from({ length: 128 }, (_, value) => Uint8Array.of(value));

/** Base 128, least significant group first; negative numbers as 64-bit two's complement. */
function varint(value: number | bigint): Uint8Array {
  const known = oneByte[Number(value)];
  if (known !== undefined) return known;
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const group = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? group : group | 0x80);
  } while (rest !== 0n);
  return Uint8Array.from(bytes);
}

const key = (field: number, type: keyof typeof wireType): Uint8Array =>
  varint(field * 8 + wireType[type]);

const lengthOf = (part: Part): number => part.reduce((sum, { byteLength }) => sum + byteLength, 0);

export const integer = (field: number, value: number | bigint): Part => [
  key(field, "varint"),
  varint(value),
];

export function float(field: number, value: number): Part {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return [key(field, "float"), bytes];
}

export const bytes = (field: number, value: Uint8Array): Part => [
  key(field, "bytes"),
  varint(value.byteLength),
  value,
];

export const text = (field: number, value: string): Part =>
  bytes(field, Buffer.from(value, "utf8"));

export function message(field: number, ...parts: readonly Part[]): Part {
  const content = parts.flat();
  return [key(field, "bytes"), varint(lengthOf(content)), ...content];
}

/** Repeated integers in one run. */
export const packed = (field: number, values: readonly number[]): Part =>
  bytes(field, Buffer.concat(values.map(varint)));

export const join = (...parts: readonly Part[]): Uint8Array<ArrayBuffer> => {
  const content = parts.flat();
  const joined = new Uint8Array(lengthOf(content));
  let at = 0;
  for (const run of content) {
    joined.set(run, at);
    at += run.byteLength;
  }
  return joined;
};
