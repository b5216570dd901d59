import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openLake, openStandingLake } from "#lib/lake/open-lake.ts";

test.each([
  ["s3://my-bucket", "s3://my-bucket"],
  ["s3://my-bucket/", "s3://my-bucket"],
  ["s3://my.bucket/north/2026", "s3://my.bucket/north/2026"],
  ["s3://my-bucket/north/", "s3://my-bucket/north"],
  ["S3://my-bucket/north", "s3://my-bucket/north"],
])("%s is a lake in a bucket", async (address, expected) => {
  expect((await openLake(address)).address).toBe(expected);
});

test("a path is a lake in a folder, told by its absolute path", async () => {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-open-"));
  const lake = await openLake(join(folder, "inner", "..", "lake"));
  expect(lake.address).toBe(join(folder, "lake"));
  await rm(folder, { recursive: true });
});

test.each([
  "",
  "  ",
  "s3://",
  "s3:///prefix",
  "s3://My_Bucket",
  "s3://ab",
  "s3://bucket//prefix",
  "gs://bucket/prefix",
  "https://bucket.s3.amazonaws.com/prefix",
])("%j is refused as a mistake of the command", async (address) => {
  await expect(openLake(address)).rejects.toMatchObject({
    code: "BAD_LAKE_ADDRESS",
    kind: "usage",
  });
});

test("a folder that is not there is no lake to ask, and is not made", async () => {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-open-"));
  const none = join(folder, "typo");
  await expect(openStandingLake(none)).rejects.toMatchObject({
    ...{ code: "LAKE_MISSING", kind: "usage", problem: `There is no lake in ${none}.` },
  });
  expect(await readdir(folder)).toEqual([]);
  expect((await openStandingLake(folder)).address).toBe(folder);
  await rm(folder, { recursive: true });
});
