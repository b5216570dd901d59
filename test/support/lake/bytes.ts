export const bytesOf = (text: string): Uint8Array => Buffer.from(text, "utf8");
export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

/** `length` bytes that repeat only after 251, so that a part out of place is seen. */
export function patternBytes(length: number, start = 0): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = (start + i) % 251;
  return bytes;
}

export async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const value of values) all.push(value);
  return all;
}
