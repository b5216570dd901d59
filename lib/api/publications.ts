import type { LatestPublication } from "#lib/contracts/publication.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { readLatest } from "#lib/publication/latest.ts";
import { ApiError } from "./api-error.ts";
import { ByteCache } from "./byte-cache.ts";
import { openPublication, type Publication, publicationParts } from "./publication.ts";

/** Unpacked blocks of tables that stay in memory. */
const cachedBytes = 16 * 2 ** 20;
/** How old the pointer may be that a request is answered by: what a reader may lag behind. */
const pointerAgeMs = 1_000;
const keptEarlier = 8;

type Parts = ReturnType<typeof publicationParts>;

/** Follows the pointer; all else is read when it has moved. */
export class Publications {
  readonly #lake: Lake;
  readonly #now: () => number;
  readonly #blocks = new ByteCache(cachedBytes);
  readonly #earlier = new Map<string, Parts>();
  #pointer:
    | { readonly read: Promise<LatestPublication | undefined>; readonly at: number }
    | undefined;
  #open: { readonly hash: string; readonly publication: Promise<Publication> } | undefined;

  /** @param now in milliseconds */
  constructor(lake: Lake, now: () => number) {
    this.#lake = lake;
    this.#now = now;
  }

  async current(): Promise<Publication> {
    const latest = await this.#latest();
    if (latest === undefined) {
      const remedy = "Wait for the first night, or ask whoever runs shelfcast.";
      throw new ApiError(404, "NOTHING_PUBLISHED", "Nothing is published yet.", remedy);
    }
    if (this.#open?.hash !== latest.manifestSha256) this.#begin(latest);
    return await (this.#open as { publication: Promise<Publication> }).publication;
  }

  /** What an earlier run published; those used latest stay open. */
  earlier(run: string): Parts {
    const known = this.#earlier.get(run) ?? publicationParts(this.#lake, run, this.#blocks);
    this.#earlier.delete(run);
    this.#earlier.set(run, known);
    const [oldest] = this.#earlier.keys();
    if (this.#earlier.size > keptEarlier) this.#earlier.delete(oldest as string);
    return known;
  }

  async #latest(): Promise<LatestPublication | undefined> {
    const now = this.#now();
    if (this.#pointer === undefined || now - this.#pointer.at >= pointerAgeMs) {
      const pointer = { read: readLatest(this.#lake), at: now };
      this.#pointer = pointer;
      pointer.read.catch(() => {
        if (this.#pointer === pointer) this.#pointer = undefined;
      });
    }
    return await this.#pointer.read;
  }

  #begin(latest: LatestPublication): void {
    const opened = {
      hash: latest.manifestSha256,
      publication: openPublication(this.#lake, latest, this.#blocks),
    };
    this.#open = opened;
    opened.publication.catch(() => {
      if (this.#open === opened) this.#open = undefined;
    });
  }
}
