import { stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { LatestPublication, PublicationManifest } from "#lib/contracts/publication.ts";
import { requireJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { sha256Of } from "#lib/publication/file-hash.ts";
import { readLatest } from "#lib/publication/latest.ts";
import { manifestKey } from "#lib/publication/pointer.ts";
import { PublicationDamagedError } from "#lib/publication/publication-errors.ts";
import { ApiError } from "./api-error.ts";
import { type ItemTexts, readItemTexts } from "./item-texts.ts";
import { type OrderIndex, readOrderIndex } from "./order-index.ts";
import { RunShards } from "./run-shards.ts";
import { readSeriesIndex, type SeriesIndex } from "./series-index.ts";

/** One publication, whole, whatever the pointer names meanwhile. */
export interface Publication {
  readonly run: string;
  readonly manifest: PublicationManifest;
  /** SHA-256 of the manifest: another publication has another. */
  readonly hash: string;
  readonly publishedAt: string;
  readonly dataset: DatasetDescription;
  readonly shards: RunShards;
  /** Read at first use, then kept. */
  readonly series: () => Promise<SeriesIndex>;
  readonly items: () => Promise<ItemTexts>;
  readonly orders: () => Promise<OrderIndex>;
}

/** Follows the pointer: it is read for every request, all else when it has moved. */
export class Publications {
  readonly #lake: Lake;
  #open: { readonly hash: string; readonly publication: Promise<Publication> } | undefined;

  constructor(lake: Lake) {
    this.#lake = lake;
  }

  async current(): Promise<Publication> {
    const latest = await readLatest(this.#lake);
    if (latest === undefined) {
      const remedy = "Wait for the first night, or ask whoever runs shelfcast.";
      throw new ApiError(404, "NOTHING_PUBLISHED", "Nothing is published yet.", remedy);
    }
    if (this.#open?.hash !== latest.manifestSha256) this.#begin(latest);
    return await (this.#open as { publication: Promise<Publication> }).publication;
  }

  #begin(latest: LatestPublication): void {
    const hash = latest.manifestSha256;
    const publication = openPublication(this.#lake, latest);
    const opened = { hash, publication };
    this.#open = opened;
    publication.catch(() => {
      if (this.#open === opened) this.#open = undefined;
    });
  }
}

async function openPublication(lake: Lake, latest: LatestPublication): Promise<Publication> {
  const { run, manifestSha256: hash, publishedAt } = latest;
  const manifest = await readManifest(lake, latest);
  const dataset = await requireJson<DatasetDescription>(
    lake,
    stepKey(run, "prepare", "dataset.json"),
  );
  const shards = new RunShards(lake, run);
  return {
    run,
    manifest,
    hash,
    publishedAt,
    dataset,
    shards,
    series: once(() => readSeriesIndex(lake, run, dataset.shardSeries)),
    items: once(() => readItemTexts(lake, run)),
    orders: once(() => readOrderIndex(shards, dataset.shardCount)),
  };
}

async function readManifest(
  lake: Lake,
  { run, manifestSha256 }: LatestPublication,
): Promise<PublicationManifest> {
  const bytes = await lake.read(manifestKey(run));
  if (sha256Of(bytes) === manifestSha256) return JSON.parse(Buffer.from(bytes).toString());
  throw new PublicationDamagedError(run, "its manifest is not the one that was published");
}

/** Makes a value at its first use; a failure is not kept. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
