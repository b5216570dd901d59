import { createWriteStream } from "node:fs";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/**
 * Copies text to `path` as UTF-8 with every line ended by LF alone, so that the reader meets one
 * encoding and one kind of line end. A CR LF inside quotes becomes LF too.
 */
export async function rewriteText(from: Readable, encoding: string, path: string): Promise<void> {
  await pipeline(
    from,
    (chunks: AsyncIterable<Uint8Array>) => lines(chunks, encoding),
    createWriteStream(path),
  );
}

async function* lines(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncIterable<Buffer> {
  // Latin-1 keeps each byte of a text that is UTF-8, or nearly, as it is.
  const isBytes = encoding === "utf-8";
  const decoder = new TextDecoder(encoding);
  let held = "";
  const joined = (text: string): Buffer =>
    Buffer.from(text.replaceAll("\r\n", "\n"), isBytes ? "latin1" : "utf8");
  for await (const chunk of chunks) {
    const text: string =
      held +
      (isBytes ? Buffer.from(chunk).toString("latin1") : decoder.decode(chunk, { stream: true }));
    // A CR at the end may be half of a line end.
    held = text.endsWith("\r") ? "\r" : "";
    yield joined(held === "" ? text : text.slice(0, -1));
  }
  yield joined(held + (isBytes ? "" : decoder.decode()));
}
