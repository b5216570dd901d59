import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** What the first bytes of a text file say of all of it. */
export interface FileHead {
  readonly isGzip: boolean;
  readonly encoding: "utf-8" | "utf-16le" | "utf-16be" | "none";
  /** The first letters, without mark. */
  readonly text: string;
}

/** Enough for a header of thousands of columns. */
const headBytes = 1 << 18;

export async function readHead(path: string): Promise<FileHead> {
  const isGzip = await startsLikeGzip(path);
  const bytes = await firstBytes(textStream(path, isGzip));
  const encoding = encodingOf(bytes);
  const decoder = new TextDecoder(encoding === "none" ? "latin1" : encoding);
  return {
    isGzip,
    encoding,
    text: decoder.decode(bytes),
  };
}

/** The file's bytes as text holds them, unpacked where it is packed. */
export function textStream(path: string, isGzip: boolean): Readable {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  if (!isGzip) return file;
  const gunzip = createGunzip({ chunkSize: 1 << 20 });
  file.on("error", (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}

async function startsLikeGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

async function firstBytes(stream: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= headBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, headBytes);
}

/** `none` where the bytes are no text that can be told apart from noise. */
function encodingOf(bytes: Uint8Array): FileHead["encoding"] {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const isZip = first === 0x50 && second === 0x4b && third === 0x03 && fourth === 0x04;
  return isZip ? "none" : "utf-8";
}
