import { afterEach, describe, expect, test, vi } from "vitest";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { openS3Lake } from "#lib/lake/s3-lake.ts";
import { bytesOf, collect } from "#test/support/lake/bytes.ts";
import { describeLake } from "#test/support/lake/lake-suite.ts";
import { makeBucket, noS3Server, useS3Server } from "#test/support/s3/use-s3-server.ts";

describe.skipIf(noS3Server)(`a lake in a bucket${noS3Server ? ` (${noS3Server})` : ""}`, () => {
  useS3Server();

  describeLake(async () => {
    const bucket = await makeBucket();
    return async () => openS3Lake(bucket, "lake/of one");
  });

  test("keeps to its prefix", async () => {
    const bucket = await makeBucket();
    const [whole, part] = [openS3Lake(bucket), openS3Lake(bucket, "part")];
    await whole.write("apart/x", bytesOf("x"));
    await part.write("y", bytesOf("y"));
    expect(await collect(part.list(""))).toMatchObject([{ key: "y" }]);
    expect(await collect(whole.list(""))).toMatchObject([{ key: "apart/x" }, { key: "part/y" }]);
    expect(part.address).toBe(`s3://${bucket}/part`);
  });

  /** Every way of asking S3, since each hears of trouble in a way of its own. */
  const asks: [string, (lake: Lake) => Promise<unknown>][] = [
    ["read", (lake) => lake.read("a")],
    ["stat", (lake) => lake.stat("a")],
    ["write", (lake) => lake.write("a", bytesOf("x"))],
    ["writeIf", (lake) => lake.writeIf("a", bytesOf("x"), undefined)],
    ["list", (lake) => collect(lake.list(""))],
    ["upload", (lake) => lake.upload("a", import.meta.filename)],
    ["download", (lake) => lake.download("a", "/tmp/never")],
  ];

  describe.each(asks)("%s", (_name, ask) => {
    afterEach(() => vi.unstubAllEnvs());

    test.each(troubles)("says %s", async (_case, settings, code) => {
      for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
      const error = await ask(openS3Lake("no-such-bucket")).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(ShelfcastError);
      expect(error).toMatchObject({ code: expect.stringMatching(code) });
      expect((error as ShelfcastError).problem).toContain("s3://no-such-bucket");
    });
  });
});

const troubles: [string, NodeJS.ProcessEnv, RegExp][] = [
  ["that the bucket is missing", {}, /^LAKE_NO_BUCKET$/],
  ["that nobody answers", { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9" }, /^LAKE_UNREACHABLE$/],
  // The answer to HEAD has no body: S3 says 403 and keeps the reason.
  [
    "that the secret is wrong",
    { AWS_SECRET_ACCESS_KEY: "x" },
    /^LAKE_(CREDENTIALS_REFUSED|ACCESS_DENIED)$/,
  ],
  [
    "that there are no credentials",
    {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
      AWS_CONFIG_FILE: "/nonexistent",
    },
    /^LAKE_NO_CREDENTIALS$/,
  ],
];
