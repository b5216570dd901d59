import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** Lines looked at: a key that comes later is not a column. */
const linesRead = 10_000;

/** Keys of the first objects of newline-delimited JSON, in the order they are met. */
export async function ndjsonKeys(stream: Readable): Promise<string[]> {
  const keys = new Set<string>();
  let seen = 0;
  for await (const line of createInterface({
    input: stream,
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    for (const key of keysOf(line.replace(/^\ufeff/, ""))) keys.add(key);
    if (++seen >= linesRead) break;
  }
  stream.destroy();
  return [...keys];
}

/** A line that is no object is set aside later, with its number. */
function keysOf(line: string): string[] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.keys(value)
      : [];
  } catch {
    return [];
  }
}
