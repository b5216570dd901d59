import { type Lake, LakeKeyMissingError } from "./lake.ts";

/** A small JSON object of ours, or undefined where the key is not there. */
export async function readJson<T>(lake: Lake, key: string): Promise<T | undefined> {
  const bytes = await lake.read(key).catch((error: unknown) => {
    if (error instanceof LakeKeyMissingError) return undefined;
    throw error;
  });
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T);
}

/** Throws LakeKeyMissingError. */
export async function requireJson<T>(lake: Lake, key: string): Promise<T> {
  const value = await readJson<T>(lake, key);
  if (value === undefined) throw new LakeKeyMissingError(lake.address, key);
  return value;
}

export const jsonBytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);

export const writeJson = (lake: Lake, key: string, value: unknown): Promise<void> =>
  lake.write(key, jsonBytes(value));
