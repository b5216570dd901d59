import { createHash } from "node:crypto";
import type { TensorFile } from "./safetensors.ts";
import { decodeTensors, encodeTensors, TensorFileError } from "./safetensors.ts";

/** SHA-256 over names, shapes, metadata and values, without the entry that holds it. */
function digestOf({ tensors, metadata }: TensorFile): string {
  const { sha256: _own, ...rest } = metadata;
  const hash = createHash("sha256");
  const shapes = [...tensors].map(([name, { shape }]) => [name, shape]);
  hash.update(JSON.stringify([Object.entries(rest).sort(), shapes]));
  for (const { data } of tensors.values()) {
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}

/** A safetensors file that carries its own hash. */
export const encodeCheckpoint = (file: TensorFile): Uint8Array<ArrayBuffer> =>
  encodeTensors({ ...file, metadata: { ...file.metadata, sha256: digestOf(file) } });

/** Refuses what was cut short or changed since it was written. */
export function decodeCheckpoint(bytes: Uint8Array): TensorFile {
  const file = decodeTensors(bytes);
  if (file.metadata.sha256 !== digestOf(file)) {
    throw new TensorFileError("is not as it was written: its hash does not fit its content");
  }
  return file;
}
