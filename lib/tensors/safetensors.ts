import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { Weight, Weights } from "./tensor-type.ts";
import { sizeOf } from "./tensor-type.ts";

/** Named float32 tensors and texts: what a safetensors file holds. */
export interface TensorFile {
  readonly tensors: Weights;
  readonly metadata: Readonly<Record<string, string>>;
}

export class TensorFileError extends ShelfcastError {
  readonly code = "ENGINE_TENSOR_FILE";
  constructor(problem: string) {
    super(`The tensor file ${problem}.`, "Use another copy of it, or begin without it.");
  }
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Header length as 8 bytes, header as JSON padded to 8, values (huggingface.co/docs/safetensors). */
export function encodeTensors({ tensors, metadata }: TensorFile): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(start + end).fill(0x20, 0, start);
  new DataView(file.buffer).setBigUint64(0, BigInt(start - 8), true);
  file.set(json, 8);
  let at = start;
  for (const { data } of tensors.values()) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/** @param wanted which tensors to read; others, which may be of any type, are passed over */
export function decodeTensors(
  file: Uint8Array,
  wanted: (name: string) => boolean = () => true,
): TensorFile {
  const start = dataStart(file);
  const { __metadata__: metadata = {}, ...entries } = parseHeader(file.subarray(8, start));
  const tensors = new Map<string, Weight>();
  for (const [name, entry] of Object.entries(entries)) {
    if (!wanted(name)) continue;
    if (!isEntry(entry)) throw new TensorFileError(`has no place and shape of ${name}`);
    tensors.set(name, readTensor(name, entry, file.subarray(start)));
  }
  return { tensors, metadata: metadata as TensorFile["metadata"] };
}

function isEntry(entry: unknown): entry is Entry {
  const { shape, data_offsets } = (entry ?? {}) as Partial<Entry>;
  return Array.isArray(shape) && Array.isArray(data_offsets);
}

function dataStart(file: Uint8Array): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const start = file.length < 8 ? Number.NaN : 8 + Number(view.getBigUint64(0, true));
  if (start <= file.length) return start;
  throw new TensorFileError(`ends before its header does, at byte ${file.length}`);
}

function parseHeader(json: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(json).toString("utf8"));
  } catch {
    throw new TensorFileError("has a header that cannot be read");
  }
}

/** Bytes of a value, and how values of other types become float32. */
const readers: Readonly<
  Record<string, [bytes: number, read: (bytes: ArrayBuffer) => Float32Array]>
> = {
  F32: [4, (bytes) => new Float32Array(bytes)],
  F16: [2, (bytes) => Float32Array.from(new Uint16Array(bytes), fromHalf)],
  // A float32 without the lower half of its bits.
  BF16: [
    2,
    (bytes) =>
      new Float32Array(Uint32Array.from(new Uint16Array(bytes), (half) => half << 16).buffer),
  ],
};

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
function fromHalf(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function readTensor(name: string, entry: Entry, values: Uint8Array): Weight {
  const { dtype, shape, data_offsets } = entry;
  const [from, to] = data_offsets;
  const [size, read] = readers[dtype] ?? [];
  if (read === undefined || to - from !== (size ?? 0) * sizeOf(shape)) {
    const held = `${dtype}[${shape}] in ${to - from} bytes`;
    throw new TensorFileError(`holds ${name} as ${held}, not F32, F16 or BF16`);
  }
  if (to > values.length) throw new TensorFileError(`ends before tensor ${name} does`);
  // A copy: `slice` of Node's Buffer, which files are read as, would be a view of all.
  return { shape, data: read(new Uint8Array(values.subarray(from, to)).buffer) };
}
