import type { S3 } from "@aws-sdk/client-s3";
import { statusOf } from "#lib/aws/aws-trouble.ts";
import { type Lake, LakeKeyMissingError, type LakeObject } from "./lake.ts";
import { requireLakeKey } from "./lake-key.ts";
import { connectS3 } from "./s3-client.ts";
import { asLakeError, noBucketError } from "./s3-errors.ts";
import { type S3Place, statObject, versionOf } from "./s3-objects.ts";
import { downloadFile, triedAgain, uploadFile } from "./s3-transfer.ts";
import { writeObjectIf } from "./s3-write-if.ts";

/** A lake under `prefix` of a bucket; `""` is the whole bucket. Nothing is asked of S3 yet. */
export function openS3Lake(bucket: string, prefix = ""): Lake {
  return new S3Lake(connectS3(), bucket, prefix);
}

class S3Lake implements Lake {
  readonly address: string;
  readonly #s3: S3;
  readonly #bucket: string;
  /** What stands before every key: empty, or ends with `/`. */
  readonly #root: string;
  #hasSeenBucket = false;

  constructor(s3: S3, bucket: string, prefix: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#root = prefix === "" ? "" : `${prefix}/`;
    this.address = prefix === "" ? `s3://${bucket}` : `s3://${bucket}/${prefix}`;
  }

  read(key: string): Promise<Uint8Array> {
    return this.#get(key);
  }

  async readRange(key: string, start: number, end: number): Promise<Uint8Array> {
    if (end <= start) return new Uint8Array();
    return await this.#get(key, `bytes=${start}-${end - 1}`);
  }

  async stat(key: string): Promise<LakeObject | undefined> {
    return await this.#ask(async () => {
      const found = await statObject(this.#place(key));
      if (!found) await this.#requireBucket(key);
      return found && { key, size: found.size, version: found.version };
    });
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    const { Bucket, Key } = this.#place(key);
    await this.#ask(() => this.#s3.putObject({ Bucket, Key, Body: bytes }));
  }

  async writeIf(key: string, bytes: Uint8Array, version: string | undefined): Promise<boolean> {
    return await this.#ask(() => writeObjectIf(this.#place(key), bytes, version));
  }

  async *list(prefix: string): AsyncGenerator<LakeObject> {
    const wanted = { Bucket: this.#bucket, Prefix: `${this.#root}${prefix}` };
    let next: string | undefined;
    do {
      const after = next === undefined ? {} : { ContinuationToken: next };
      const page = await this.#ask(() => this.#s3.listObjectsV2({ ...wanted, ...after }));
      for (const { Key = "", Size = 0, ETag } of page.Contents ?? []) {
        // A key that ends in / is the mark some tools leave for an empty folder.
        if (Key.endsWith("/")) continue;
        yield { key: Key.slice(this.#root.length), size: Size, version: versionOf(ETag) };
      }
      next = page.NextContinuationToken;
    } while (next !== undefined);
  }

  async remove(key: string): Promise<void> {
    const { Bucket, Key } = this.#place(key);
    await this.#ask(() => this.#s3.deleteObject({ Bucket, Key }));
  }

  async upload(key: string, path: string): Promise<void> {
    await this.#ask(() => uploadFile(this.#place(key), path));
  }

  async download(key: string, path: string): Promise<void> {
    const isThere = await this.#ask(() => downloadFile(this.#place(key), path));
    if (!isThere) throw await this.#missing(key);
  }

  async #get(key: string, range?: string): Promise<Uint8Array> {
    const { Bucket, Key } = this.#place(key);
    const request = { Bucket, Key, ...(range === undefined ? {} : { Range: range }) };
    return await this.#ask(async () => {
      try {
        return await triedAgain(async () => {
          const { Body } = await this.#s3.getObject(request);
          return (await Body?.transformToByteArray()) ?? new Uint8Array();
        });
      } catch (error) {
        if (statusOf(error) === 416) return new Uint8Array();
        if (statusOf(error) === 404) throw await this.#missing(key);
        throw error;
      }
    });
  }

  #place = (key: string): S3Place => ({
    s3: this.#s3,
    Bucket: this.#bucket,
    Key: `${this.#root}${requireLakeKey(key)}`,
  });

  async #missing(key: string): Promise<Error> {
    await this.#ask(() => this.#requireBucket(key));
    return new LakeKeyMissingError(this.address, key);
  }

  /**
   * "Not found" says of neither the key nor the bucket that it is the one missing. The key is listed, as
   * roles may that see a part of the bucket: HeadBucket wants the right to the whole.
   */
  async #requireBucket(key: string): Promise<void> {
    if (this.#hasSeenBucket) return;
    try {
      const { Bucket, Key: Prefix } = this.#place(key);
      await this.#s3.listObjectsV2({ Bucket, Prefix, MaxKeys: 1 });
    } catch (error) {
      if (statusOf(error) === 404) throw noBucketError(this.address, error);
      // Without the right to list, the missing key remains the likelier cause.
      if (statusOf(error) !== 403) throw error;
    }
    this.#hasSeenBucket = true;
  }

  async #ask<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      throw asLakeError(error, this.address);
    }
  }
}
