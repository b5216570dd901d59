import { createHash } from "node:crypto";

/**
 * SHA-256 of a value's JSON with its keys in order, hex: equal values have equal fingerprints,
 * whatever order their keys were set in.
 */
export function fingerprint(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value, inKeyOrder)).digest("hex");
}

function inKeyOrder(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
