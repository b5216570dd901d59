import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The version in package.json, which is the only place that states it. */
export function readVersion(): string {
  const path = join(import.meta.dirname, "..", "..", "package.json");
  const { version } = JSON.parse(readFileSync(path, "utf8")) as { readonly version: string };
  return version;
}
