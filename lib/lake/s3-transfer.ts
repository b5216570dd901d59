import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Upload } from "@aws-sdk/lib-storage";
import { isPassing, statusOf } from "#lib/aws/aws-trouble.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { type S3Place, type StoredObject, statObject } from "./s3-objects.ts";

/** Bytes sent or fetched by one request; with `requestsAtOnce` it bounds the memory: 32 MiB. */
const partBytes = 8 * 2 ** 20;
const requestsAtOnce = 4;
/** S3's own limit. */
const mostParts = 10_000;
const mostTries = 4;

class ReplacedTooOftenError extends ShelfcastError {
  readonly code = "LAKE_BUSY";

  constructor({ Bucket, Key }: S3Place) {
    super(
      `s3://${Bucket}/${Key} was replaced ${mostTries} times while it was read.`,
      "See what else writes there, then run it again.",
    );
  }
}

/** Sends a file in parts; readers see it when the last part is in. */
export async function uploadFile({ s3, Bucket, Key }: S3Place, path: string): Promise<void> {
  const { size } = await stat(path);
  const body = createReadStream(path, { highWaterMark: 2 ** 20 });
  const upload = new Upload({
    client: s3,
    params: { Bucket, Key, Body: body },
    partSize: Math.max(partBytes, Math.ceil(size / mostParts)),
    queueSize: requestsAtOnce,
  });
  try {
    await upload.done();
  } finally {
    body.destroy();
  }
}

/**
 * Fetches an object into a file, by parts that all belong to one version of it. The file stands
 * under its name only when it is whole.
 *
 * @returns whether there was such an object
 */
export async function downloadFile(place: S3Place, path: string): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${randomUUID()}.part`;
  try {
    for (let tries = 1; ; tries++) {
      const found = await statObject(place);
      if (found === undefined) return false;
      if (await fetchVersion(place, found, unfinished)) break;
      if (tries === mostTries) throw new ReplacedTooOftenError(place);
    }
    await rename(unfinished, path);
    return true;
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** @returns false where the object was replaced or removed meanwhile */
async function fetchVersion(place: S3Place, found: StoredObject, path: string): Promise<boolean> {
  const file = await open(path, "w");
  try {
    const starts = partStarts(found.size);
    const fetchNext = async () => {
      for (const start of starts) await fetchPart(place, found, start, file);
    };
    await Promise.all(Array.from({ length: requestsAtOnce }, fetchNext));
    return true;
  } catch (error) {
    if (statusOf(error) === 412 || statusOf(error) === 404) return false;
    throw error;
  } finally {
    await file.close();
  }
}

/** One iterator that all fetchers draw from. */
function* partStarts(size: number): Generator<number> {
  for (let start = 0; start < size; start += partBytes) yield start;
}

async function fetchPart(
  { s3, Bucket, Key }: S3Place,
  { version, size }: StoredObject,
  start: number,
  file: FileHandle,
): Promise<void> {
  const end = Math.min(start + partBytes, size);
  const request = { Bucket, Key, IfMatch: `"${version}"`, Range: `bytes=${start}-${end - 1}` };
  const bytes = await triedAgain(async () => {
    const answer = await s3.getObject(request);
    return await answer.Body?.transformToByteArray();
  });
  if (bytes) await file.write(bytes, 0, bytes.length, start);
}

/** For reading a body: the SDK repeats a request that fails, not one whose answer breaks off. */
export async function triedAgain<Result>(read: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await read();
    } catch (error) {
      if (tries === mostTries || statusOf(error) !== undefined || !isPassing(error)) throw error;
    }
  }
}
