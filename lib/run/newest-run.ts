import { lakePrefix } from "#lib/contracts/lake-keys.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { type RunManifest, readRunManifest } from "./run-manifest.ts";

/** The run of a lake that was begun last; undefined before the first. */
export async function newestRun(lake: Lake): Promise<RunManifest | undefined> {
  let newest: RunManifest | undefined;
  for await (const { key } of lake.list(lakePrefix.runs)) {
    const run = /^runs\/([^/]+)\/manifest\.json$/.exec(key)?.[1];
    if (run === undefined) continue;
    const manifest = await readRunManifest(lake, run);
    if (!newest || manifest.started > newest.started) newest = manifest;
  }
  return newest;
}
