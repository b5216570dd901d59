import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { csvLine, csvText } from "./csv-text.ts";

const gzipLevel = 6;

/** A header line, then blocks of lines, into a local file. */
export async function writeLines(
  path: string,
  header: readonly string[],
  blocks: Iterable<Uint8Array | string>,
): Promise<void> {
  await pipeline(Readable.from(lines(header, blocks)), createWriteStream(path));
}

/** The same, gzipped; Node's gzip header bears no name and no time, so the same lines give the same bytes. */
export async function writeGzippedLines(
  path: string,
  header: readonly string[],
  blocks: Iterable<Uint8Array | string>,
): Promise<void> {
  const gzip = createGzip({ level: gzipLevel });
  await pipeline(Readable.from(lines(header, blocks)), gzip, createWriteStream(path));
}

/** Lines go on in large pieces: each costs a turn of the event loop, however short. */
const pieceBytes = 1 << 17;

function* lines(
  header: readonly string[],
  blocks: Iterable<Uint8Array | string>,
): Generator<Uint8Array> {
  let piece: Uint8Array[] = [Buffer.from(csvLine(header.map(csvText)))];
  let bytes = 0;
  for (const block of blocks) {
    const lines = typeof block === "string" ? Buffer.from(block) : block;
    piece.push(lines);
    bytes += lines.length;
    if (bytes < pieceBytes) continue;
    yield Buffer.concat(piece);
    piece = [];
    bytes = 0;
  }
  yield Buffer.concat(piece);
}
