import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isPassing, statusOf } from "#lib/aws/aws-trouble.ts";
import { type S3Place, statObject } from "./s3-objects.ts";

/** Metadata by which a writer knows its own write again. */
const writerField = "shelfcast-write";
const mostTries = 8;
const pauseMs = 50;

/**
 * A conditional PUT, settled by looking. A refusal alone does not tell: the first try may have
 * been stored and its answer lost, so that the second is refused by the writer's own object; and
 * servers answer a lost race with 409 or 500 as well as 412.
 */
export async function writeObjectIf(
  place: S3Place,
  bytes: Uint8Array,
  version: string | undefined,
): Promise<boolean> {
  const writer = randomUUID();
  for (let tries = 1; ; tries++) {
    const refusal = await tryPut(place, bytes, writer, condition(version, tries));
    if (refusal === undefined) return true;
    const stored = await statObject(place);
    if (stored?.metadata[writerField] === writer) return true;
    if (stored?.version !== version) return false;
    if (tries === mostTries) throw refusal;
    await sleep(pauseMs * (tries - 1));
  }
}

/** @returns the refusal where it may mean a lost race */
async function tryPut(
  { s3, Bucket, Key }: S3Place,
  Body: Uint8Array,
  writer: string,
  when: Condition,
): Promise<unknown> {
  try {
    await s3.putObject({ Bucket, Key, Body, Metadata: { [writerField]: writer }, ...when });
    return undefined;
  } catch (error) {
    if (statusOf(error) === 412 || statusOf(error) === 409 || isPassing(error)) return error;
    throw error;
  }
}

type Condition = { readonly IfMatch: string } | { readonly IfNoneMatch: string };

/** The standard has the entity tag in quotes; Ceph compares it without. */
function condition(version: string | undefined, tries: number): Condition {
  if (version === undefined) return { IfNoneMatch: "*" };
  return { IfMatch: tries % 2 === 1 ? `"${version}"` : version };
}
