import { createHash } from "node:crypto";
import type { SeriesOverrides } from "#lib/contracts/corrections.ts";
import { lakePrefix, overridesKey } from "#lib/contracts/lake-keys.ts";
import { readJson, requireJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** Where the corrections of one series lie. */
export function seriesOverridesKey(item: string, location: string): string {
  const hash = createHash("sha256").update(JSON.stringify([item, location]));
  return overridesKey(hash.digest("hex").slice(0, 32));
}

export async function readOverrides(
  lake: Lake,
  item: string,
  location: string,
): Promise<SeriesOverrides["overrides"]> {
  const found = await readJson<SeriesOverrides>(lake, seriesOverridesKey(item, location));
  return found?.overrides ?? [];
}

/** The corrections of every series, in the order of their keys. */
export async function readAllOverrides(lake: Lake): Promise<SeriesOverrides[]> {
  const all: SeriesOverrides[] = [];
  for await (const { key } of lake.list(lakePrefix.overrides)) {
    all.push(await requireJson<SeriesOverrides>(lake, key));
  }
  return all;
}
