import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Lake } from "#lib/lake/lake.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { readRunManifest } from "#lib/run/run-manifest.ts";

let lake: Lake;
beforeAll(async () => {
  lake = await openLake(await mkdtemp(join(tmpdir(), "shelfcast-manifest-")));
});
afterAll(() => rm(lake.address, { recursive: true }));

test.each(["never", "..", "../other", "", "a/b", "a\\b"])(
  "the run %j that is not there is a mistake of whoever named it",
  async (run) => {
    await expect(readRunManifest(lake, run)).rejects.toMatchObject({
      code: "RUN_UNKNOWN",
      kind: "usage",
      problem: `${lake.address} has no run ${JSON.stringify(run)}.`,
    });
  },
);
