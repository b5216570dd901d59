import { join } from "node:path";
import { lakePrefix } from "#lib/contracts/lake-keys.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** Fetches all that was dropped under the lake's `raw/` into a folder: what a config's paths are read against. */
export async function fetchRaw(lake: Lake, folder: string, signal: AbortSignal): Promise<void> {
  for await (const { key } of lake.list(lakePrefix.raw)) {
    signal.throwIfAborted();
    await lake.download(key, join(folder, key.slice(lakePrefix.raw.length)));
  }
}
