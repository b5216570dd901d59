import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { S3 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll } from "vitest";
import type { Lake } from "#lib/lake/lake.ts";
import { openS3Lake } from "#lib/lake/s3-lake.ts";
import { cephPrograms, type S3Server, startCeph } from "./start-ceph.ts";
import { testKeys } from "./test-keys.ts";

const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
const missing = cephPrograms.filter((name) => !folders.some((at) => existsSync(join(at, name))));

/** Why tests on S3 cannot run here; undefined where they can. */
export const noS3Server: string | undefined =
  missing.length === 0 ? undefined : `needs Ceph's S3 server; not installed: ${missing.join(", ")}`;

/** What leads this process, or one it starts, to the server. */
const settings = (endpoint: string) => ({
  AWS_ENDPOINT_URL_S3: endpoint,
  AWS_ACCESS_KEY_ID: testKeys.accessKey,
  AWS_SECRET_ACCESS_KEY: testKeys.secretKey,
  AWS_REGION: "us-east-1",
  AWS_EC2_METADATA_DISABLED: "true",
});

const folderName = "shelfcast-s3-";

/** A process killed outright takes its server along, but leaves the server's folder. */
function removeOrphans(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = new RegExp(`^${folderName}(\\d+)-`).exec(name) ?? [];
    if (pid && !existsSync(`/proc/${pid}`)) rmSync(join(tmpdir(), name), { recursive: true });
  }
}

/** Gives the tests of a file a real S3 server of their own, found through the environment. */
export function useS3Server(): void {
  let server: S3Server | undefined;
  beforeAll(async () => {
    removeOrphans();
    server = await startCeph(mkdtempSync(join(tmpdir(), `${folderName}${process.pid}-`)));
    Object.assign(process.env, settings(server.endpoint));
  });
  afterAll(() => server?.stop());
}

/** A server for a process that is no test, and a lake in a bucket of it. */
export async function startS3(folder: string): Promise<{ lake: Lake; stop: () => void }> {
  mkdirSync(folder, { recursive: true });
  const server = await startCeph(folder);
  Object.assign(process.env, settings(server.endpoint));
  return { lake: openS3Lake(await makeBucket()), stop: () => server.stop() };
}

let buckets = 0;

export async function makeBucket(): Promise<string> {
  const bucket = `bucket-${++buckets}`;
  await new S3({}).createBucket({ Bucket: bucket });
  return bucket;
}
