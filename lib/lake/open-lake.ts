import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { openFolderLake } from "./folder-lake.ts";
import type { Lake } from "./lake.ts";

class BadLakeAddressError extends ShelfcastError {
  readonly code = "BAD_LAKE_ADDRESS";
  override readonly kind = "usage";

  constructor(address: string) {
    super(
      `${JSON.stringify(address)} is no place for a lake.`,
      "Give a folder, or s3://bucket/prefix with a bucket name of 3 to 63 small letters, digits, dots and dashes.",
    );
  }
}

class NoLakeError extends ShelfcastError {
  readonly code = "LAKE_MISSING";
  override readonly kind = "usage";

  constructor(folder: string) {
    super(`There is no lake in ${folder}.`, "Check --lake; `shelfcast nightly` makes one.");
  }
}

const scheme = /^([a-z][a-z0-9+.-]+):\/\//i;
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Opens the lake that `--lake` names: a folder, or `s3://bucket/prefix`. */
export async function openLake(address: string): Promise<Lake> {
  if (address.trim() === "") throw new BadLakeAddressError(address);
  const [start, name] = scheme.exec(address) ?? ["", undefined];
  if (name === undefined) return await openFolderLake(address);
  const [bucket = "", ...parts] = address.slice(start.length).replace(/\/$/, "").split("/");
  const isGood =
    name.toLowerCase() === "s3" && bucketName.test(bucket) && parts.every((part) => part !== "");
  if (!isGood) throw new BadLakeAddressError(address);
  // Loaded on demand: the SDK takes a fifth of a second, which no run on a folder needs.
  const { openS3Lake } = await import("./s3-lake.ts");
  return openS3Lake(bucket, parts.join("/"));
}

/** Opens a lake that must be there: whoever only asks makes no folder by a slip of the finger. */
export async function openStandingLake(address: string): Promise<Lake> {
  const isFolder = address.trim() !== "" && !scheme.test(address);
  const found = isFolder ? await stat(address).catch(() => undefined) : "elsewhere";
  if (found === undefined) throw new NoLakeError(resolve(address));
  return openLake(address);
}
