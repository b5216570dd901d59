import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

/** What a lake knows of a stored object without reading it. */
export interface LakeObject {
  readonly key: string;
  readonly size: number;
  /** Changes whenever the bytes do; what `writeIf` compares. */
  readonly version: string;
}

/**
 * A place for files under keys such as `runs/2026-03-31-1f0c/score/shard=0007.arrow`: a folder, or a
 * bucket. A reader sees an object whole or not at all.
 */
export interface Lake {
  /** `s3://bucket/prefix`, or the folder's absolute path: what a person is told. */
  readonly address: string;
  /** Throws LakeKeyMissingError. */
  read(key: string): Promise<Uint8Array>;
  /** Bytes `start` … `end`, `end` excluded; for footers and single series. */
  readRange(key: string, start: number, end: number): Promise<Uint8Array>;
  stat(key: string): Promise<LakeObject | undefined>;
  write(key: string, bytes: Uint8Array): Promise<void>;
  /**
   * Writes only if the object is still at `version`, or, with `undefined`, still absent.
   * @returns whether it was written; of several racing writers exactly one is
   */
  writeIf(key: string, bytes: Uint8Array, version: string | undefined): Promise<boolean>;
  /** In the order of the keys. */
  list(prefix: string): AsyncIterable<LakeObject>;
  remove(key: string): Promise<void>;
  /** Streams a local file in, so that a file larger than memory can be stored. */
  upload(key: string, path: string): Promise<void>;
  download(key: string, path: string): Promise<void>;
}

export class LakeKeyMissingError extends ShelfcastError {
  readonly code = "LAKE_KEY_MISSING";

  constructor(address: string, key: string) {
    super(`${address} has no ${key}.`, "Run the step that writes it, or check --lake.");
  }
}
