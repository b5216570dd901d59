import { paginateListObjectsV2, type S3 } from "@aws-sdk/client-s3";
import { lakePrefix } from "#lib/contracts/lake-keys.ts";
import type { Arrival } from "./arrivals.ts";

/** Everything under `raw/`, with the time at which S3 got it. */
export async function listArrivals(client: S3, bucket: string): Promise<Arrival[]> {
  const found: Arrival[] = [];
  const request = { Bucket: bucket, Prefix: lakePrefix.raw };
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, request)) {
    for (const { Key = "", LastModified = new Date(0) } of Contents) {
      found.push({ key: Key, arrived: LastModified });
    }
  }
  return found;
}
