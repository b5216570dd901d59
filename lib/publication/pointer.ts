import { latestKey, publishedKey } from "#lib/contracts/lake-keys.ts";
import { type LatestPublication, publishedManifestName } from "#lib/contracts/publication.ts";
import { sha256Of } from "#lib/lake/file-hash.ts";
import { jsonBytes, requireJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** Earlier runs that the pointer remembers, so that it stays one small object. */
const remembered = 100;

export interface Pointer {
  readonly latest: LatestPublication;
  /** What the next conditional write compares. */
  readonly version: string;
}

/** The version is read before the bytes: were they another's, the conditional write would fail. */
export async function readPointer(lake: Lake): Promise<Pointer | undefined> {
  const object = await lake.stat(latestKey);
  if (object === undefined) return undefined;
  return { latest: await requireJson<LatestPublication>(lake, latestKey), version: object.version };
}

/** The pointer to a publication that is in the lake, with the runs it named before. */
export async function describeLatest(
  lake: Lake,
  run: string,
  publishedAt: string,
  before: readonly string[],
): Promise<LatestPublication> {
  const manifest = await lake.read(manifestKey(run));
  const previous = before.filter((other) => other !== run).slice(0, remembered);
  return { run, manifestSha256: sha256Of(manifest), publishedAt, previous };
}

/** @returns whether it was moved; not where another moved it since `version` */
export const movePointer = (
  lake: Lake,
  latest: LatestPublication,
  version: string | undefined,
): Promise<boolean> => lake.writeIf(latestKey, jsonBytes(latest), version);

export const manifestKey = (run: string): string => publishedKey(run, publishedManifestName);
