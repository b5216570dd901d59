import { lakePrefix, latestKey, publishedKey } from "#lib/contracts/lake-keys.ts";
import type { LatestPublication, PublicationManifest } from "#lib/contracts/publication.ts";
import { sha256Of } from "#lib/lake/file-hash.ts";
import { readJson, requireJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { describeLatest, manifestKey, movePointer, readPointer } from "./pointer.ts";
import {
  PublicationDamagedError,
  PublicationMissingError,
  PublicationRacedError,
} from "./publication-errors.ts";

export interface PublishOutcome {
  /** `already-published`: the pointer named this run before, and nothing was written. */
  readonly kind: "published" | "already-published";
  readonly latest: LatestPublication;
}

/** What readers are to use now, or `undefined` before the first publication. */
export const readLatest = (lake: Lake): Promise<LatestPublication | undefined> =>
  readJson<LatestPublication>(lake, latestKey);

/** Runs that were published, the latest first. */
export const publishedRuns = (latest: LatestPublication | undefined): readonly string[] =>
  latest === undefined ? [] : [latest.run, ...latest.previous];

/** The manifest that the pointer names, held to the pointer's hash. */
export async function readLatestManifest(lake: Lake): Promise<PublicationManifest | undefined> {
  const latest = await readLatest(lake);
  if (latest === undefined) return undefined;
  const bytes = await lake.read(manifestKey(latest.run));
  if (sha256Of(bytes) !== latest.manifestSha256) {
    throw new PublicationDamagedError(latest.run, "its manifest is not the one that was published");
  }
  return JSON.parse(Buffer.from(bytes).toString()) as PublicationManifest;
}

/**
 * Moves the pointer to `run`, whose files and manifest already lie whole in the lake, by one conditional
 * write: of several runs that publish at once, one does.
 *
 * @param now ISO 8601, UTC
 * @throws PublicationRacedError where another run was published in between
 */
export async function publishRun(lake: Lake, run: string, now: string): Promise<PublishOutcome> {
  const pointer = await readPointer(lake);
  if (pointer?.latest.run === run) return { kind: "already-published", latest: pointer.latest };
  const latest = await describeLatest(lake, run, now, publishedRuns(pointer?.latest));
  if (await movePointer(lake, latest, pointer?.version)) return { kind: "published", latest };
  const winner = await readLatest(lake);
  if (winner?.run === run) return { kind: "already-published", latest: winner };
  throw new PublicationRacedError(run, winner?.run);
}

/** Manifests of all publications in the lake but the latest, in the order of their runs' names. */
export async function* previousPublications(lake: Lake): AsyncGenerator<PublicationManifest> {
  const latest = await readLatest(lake);
  for await (const { key } of lake.list(lakePrefix.published)) {
    const run = key.slice(lakePrefix.published.length).split("/")[0] as string;
    if (key !== manifestKey(run) || run === latest?.run) continue;
    yield await requireJson<PublicationManifest>(lake, key);
  }
}

/**
 * Moves the pointer back to `to`, or to the run it named before this one. Nothing is removed, so that a
 * later rollback can go forward again.
 *
 * @param now ISO 8601, UTC
 * @throws PublicationMissingError where there is nothing to go back to
 */
export async function rollback(lake: Lake, now: string, to?: string): Promise<LatestPublication> {
  const { latest, version } = await requirePointer(lake);
  const run = to ?? latest.previous[0];
  if (run === undefined) {
    throw new PublicationMissingError(
      `${latest.run} is the only publication so far.`,
      "There is none to go back to.",
    );
  }
  if (run === latest.run) return latest;
  await requirePublication(lake, run);
  const at = latest.previous.indexOf(run);
  const before = at < 0 ? publishedRuns(latest) : latest.previous.slice(at + 1);
  const target = await describeLatest(lake, run, now, before);
  if (await movePointer(lake, target, version)) return target;
  throw new PublicationRacedError(run, (await readLatest(lake))?.run);
}

async function requirePointer(lake: Lake) {
  const pointer = await readPointer(lake);
  if (pointer !== undefined) return pointer;
  throw new PublicationMissingError(
    `Nothing is published in ${lake.address}.`,
    "Run `shelfcast nightly` first, or check --lake.",
  );
}

/** A publication is whole when each file that its manifest lists is there at its size. */
async function requirePublication(lake: Lake, run: string): Promise<void> {
  const manifest = await readJson<PublicationManifest>(lake, manifestKey(run));
  if (manifest === undefined) {
    throw new PublicationMissingError(
      `${lake.address} has no publication ${run}.`,
      "`shelfcast runs` lists those there are.",
    );
  }
  for (const { name, bytes } of manifest.files) {
    const found = await lake.stat(publishedKey(run, name));
    if (found?.size !== bytes) {
      throw new PublicationDamagedError(run, `${name} has ${found?.size ?? 0} of ${bytes} bytes`);
    }
  }
}
