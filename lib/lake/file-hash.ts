import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

/** Size and SHA-256 of a local file, read as a stream. */
export async function describeFile(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Uint8Array);
    bytes += (chunk as Uint8Array).length;
  }
  return { bytes, sha256: hash.digest("hex") };
}

const described = new Map<string, ReturnType<typeof describeFile>>();

/**
 * As `describeFile`, but a file whose size and times are as they were when this process last read it is
 * not read again: a night names its run by its inputs, and ingest reports on the same files.
 */
export async function describeInput(path: string): ReturnType<typeof describeFile> {
  const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  const key = [path, ino, size, mtimeNs, ctimeNs].join("\n");
  const known = described.get(key) ?? describeFile(path);
  described.set(key, known);
  return await known;
}

export const sha256Of = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");
