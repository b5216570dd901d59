import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { Weight, Weights } from "./graph.ts";
import { sizeOf } from "./graph.ts";

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

export function decodeTensors(file: Uint8Array): TensorFile {
  const start = dataStart(file);
  const { __metadata__: metadata = {}, ...entries } = parseHeader(file.subarray(8, start));
  const tensors = new Map<string, Weight>();
  for (const [name, entry] of Object.entries(entries)) {
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

function readTensor(name: string, entry: Entry, values: Uint8Array): Weight {
  const { dtype, shape, data_offsets } = entry;
  const [from, to] = data_offsets;
  if (dtype !== "F32" || to - from !== 4 * sizeOf(shape)) {
    throw new TensorFileError(`holds ${name} as ${dtype}[${shape}] in ${to - from} bytes, not F32`);
  }
  if (to > values.length) throw new TensorFileError(`ends before tensor ${name} does`);
  // A copy: `slice` of Node's Buffer, which files are read as, would be a view of all.
  return { shape, data: new Float32Array(new Uint8Array(values.subarray(from, to)).buffer) };
}
