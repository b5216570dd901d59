import type { S3 } from "@aws-sdk/client-s3";
import { statusOf } from "#lib/aws/aws-trouble.ts";

/** One object of a bucket, there or not. */
export interface S3Place {
  readonly s3: S3;
  readonly Bucket: string;
  readonly Key: string;
}

export interface StoredObject {
  readonly size: number;
  /** The entity tag, without its quotes. */
  readonly version: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export async function statObject({ s3, ...place }: S3Place): Promise<StoredObject | undefined> {
  try {
    const found = await s3.headObject(place);
    const metadata = found.Metadata ?? {};
    return { size: found.ContentLength ?? 0, version: versionOf(found.ETag), metadata };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

export const versionOf = (entityTag: string | undefined): string =>
  (entityTag ?? "").replaceAll('"', "");
