import { publishedKey } from "#lib/contracts/lake-keys.ts";
import type { LatestPublication, PublicationManifest } from "#lib/contracts/publication.ts";
import {
  type OrderLine,
  type RecommendedItem,
  type SeriesRecord,
  type ServingTerms,
  servingFile,
} from "#lib/contracts/serving.ts";
import { sha256Of } from "#lib/lake/file-hash.ts";
import { requireJson } from "#lib/lake/json-objects.ts";
import { type Lake, LakeKeyMissingError } from "#lib/lake/lake.ts";
import { type BlockCache, SortedTable } from "#lib/lake/sorted-table.ts";
import { manifestKey } from "#lib/publication/pointer.ts";
import { PublicationDamagedError } from "#lib/publication/publication-errors.ts";
import { ApiError } from "./api-error.ts";
import { Catalogue } from "./catalogue.ts";
import { OrderColumns } from "./order-columns.ts";

/** One publication, whole, whatever the pointer names meanwhile. Its parts are read at first use. */
export interface Publication {
  readonly run: string;
  readonly manifest: PublicationManifest;
  /** SHA-256 of the manifest: another publication has another. */
  readonly hash: string;
  readonly publishedAt: string;
  /** Runs published before, latest first. */
  readonly previous: readonly string[];
  readonly terms: () => Promise<ServingTerms>;
  readonly series: () => Promise<SortedTable<SeriesRecord>>;
  readonly catalogue: () => Promise<Catalogue>;
  readonly orders: () => Promise<SortedTable<OrderLine>>;
  readonly orderColumns: () => Promise<OrderColumns>;
  readonly recommendations: () => Promise<SortedTable<readonly RecommendedItem[]>>;
}

/** Reads the manifest, held to the pointer's hash, and nothing else yet. */
export async function openPublication(
  lake: Lake,
  { run, manifestSha256, publishedAt, previous }: LatestPublication,
  cache: BlockCache,
): Promise<Publication> {
  const bytes = await lake.read(manifestKey(run));
  if (sha256Of(bytes) !== manifestSha256) {
    throw new PublicationDamagedError(run, "its manifest is not the one that was published");
  }
  const manifest = JSON.parse(Buffer.from(bytes).toString()) as PublicationManifest;
  const parts = publicationParts(lake, run, cache);
  return { run, manifest, hash: manifestSha256, publishedAt, previous, ...parts };
}

/** What the API reads of the publication of any run. */
export function publicationParts(lake: Lake, run: string, cache: BlockCache) {
  const at = (name: string) => publishedKey(run, name);
  const read = (name: string) => lake.read(at(name));
  const table = <Value>(name: string) =>
    once(() => SortedTable.open<Value>(lake, at(name), cache), run);
  return {
    terms: once(() => requireJson<ServingTerms>(lake, at(servingFile.terms)), run),
    series: table<SeriesRecord>(servingFile.series),
    orders: table<OrderLine>(servingFile.orders),
    recommendations: table<readonly RecommendedItem[]>(servingFile.recommendations),
    catalogue: once(async () => {
      const names = [servingFile.itemColumns, servingFile.seriesColumns];
      const [items, series] = await Promise.all(names.map(read));
      return new Catalogue(items as Uint8Array, series as Uint8Array);
    }, run),
    orderColumns: once(async () => new OrderColumns(await read(servingFile.orderColumns)), run),
  };
}

/** Makes a value at its first use; a failure is not kept. */
function once<Value>(make: () => Promise<Value>, run: string): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error instanceof LakeKeyMissingError ? notServed(run) : error;
    });
    return made;
  };
}

const notServed = (run: string): ApiError =>
  new ApiError(
    503,
    "NOT_SERVED",
    `Run ${run} was published without what is shown here.`,
    "Run `shelfcast nightly` again: it publishes anew.",
  );
