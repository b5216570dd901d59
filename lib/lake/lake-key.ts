import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

class BadLakeKeyError extends ShelfcastError {
  readonly code = "BAD_LAKE_KEY";

  constructor(key: string) {
    super(
      `${JSON.stringify(key)} is no key of a lake.`,
      "Use names with / between: no empty part, no . or .., at most 1,024 bytes.",
    );
  }
}

/** Keys that mean the same in a folder and in a bucket, and never leave either. */
export function requireLakeKey(key: string): string {
  const isGood =
    Buffer.byteLength(key) <= 1024 &&
    !key.includes("\0") &&
    !key.includes("\\") &&
    key.split("/").every((part) => part !== "" && part !== "." && part !== "..");
  if (!isGood) throw new BadLakeKeyError(key);
  return key;
}
