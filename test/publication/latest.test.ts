import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { publishedKey } from "#lib/contracts/lake-keys.ts";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import { jsonBytes } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import {
  previousPublications,
  publishRun,
  readLatest,
  readLatestManifest,
  rollback,
} from "#lib/publication/latest.ts";

const now = "2026-04-01T02:00:00.000Z";
let lake: Lake;
beforeEach(async () => {
  lake = await openFolderLake(await mkdtemp(join(tmpdir(), "shelfcast-latest-")));
});
afterEach(() => rm(lake.address, { recursive: true }));

async function place(run: string): Promise<void> {
  const report = Buffer.from(`report of ${run}`);
  await lake.write(publishedKey(run, "report.html"), report);
  const files = [{ name: "report.html", bytes: report.length, sha256: "" }];
  await lake.write(publishedKey(run, "manifest.json"), jsonBytes({ run, files }));
}

async function publish(...runs: string[]): Promise<void> {
  for (const run of runs) {
    await place(run);
    await publishRun(lake, run, now);
  }
}

describe("publishing", () => {
  test("the pointer names the run, its manifest's hash and the runs before it", async () => {
    await publish("a", "b", "c");
    expect(await readLatest(lake)).toMatchObject({ run: "c", previous: ["b", "a"] });
    expect(await readLatestManifest(lake)).toMatchObject({ run: "c" });
  });

  test("publishing the same run again writes nothing and says so", async () => {
    await publish("a");
    const before = await lake.stat("published/latest.json");
    const outcome = await publishRun(lake, "a", "2027-01-01T00:00:00.000Z");
    expect(outcome.kind).toBe("already-published");
    expect(await lake.stat("published/latest.json")).toEqual(before);
  });

  test("of many runs that publish at once none is lost: each is published, or told of the winner", async () => {
    const runs = Array.from({ length: 8 }, (_, i) => `run-${i}`);
    await Promise.all(runs.map(place));
    const outcomes = await Promise.allSettled(runs.map((run) => publishRun(lake, run, now)));
    const won = runs.filter((_, i) => outcomes[i]?.status === "fulfilled");
    const latest = await readLatest(lake);
    expect([latest?.run, ...(latest?.previous ?? [])].sort()).toEqual(won);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected")
        expect(outcome.reason).toMatchObject({ code: "PUBLICATION_RACED" });
    }
  });

  test("the same run published by two processes is published once", async () => {
    await place("a");
    const outcomes = await Promise.all([publishRun(lake, "a", now), publishRun(lake, "a", now)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["already-published", "published"]);
  });

  test("a reader who reads all the while sees whole publications, one after the other", async () => {
    const seen = new Set<string>();
    let isDone = false;
    const reader = (async () => {
      while (!isDone) {
        const manifest = await readLatestManifest(lake);
        if (!manifest) continue;
        const report = await lake.read(publishedKey(manifest.run, "report.html"));
        expect(Buffer.from(report).toString()).toBe(`report of ${manifest.run}`);
        seen.add(manifest.run);
      }
    })();
    await publish("a", "b", "c", "d", "e", "f");
    isDone = true;
    await reader;
    expect(await readLatest(lake)).toMatchObject({ run: "f" });
  });

  test("a manifest changed after it was published is refused", async () => {
    await publish("a");
    await lake.write(publishedKey("a", "manifest.json"), jsonBytes({ run: "a", files: [] }));
    await expect(readLatestManifest(lake)).rejects.toMatchObject({ code: "PUBLICATION_DAMAGED" });
  });
});

describe("rollback", () => {
  test("goes to the publication before, again and again", async () => {
    await publish("a", "b", "c");
    expect(await rollback(lake, now)).toMatchObject({ run: "b", previous: ["a"] });
    expect(await rollback(lake, now)).toMatchObject({ run: "a", previous: [] });
    await expect(rollback(lake, now)).rejects.toMatchObject({ code: "PUBLICATION_MISSING" });
  });

  test("goes to the run that is named, forward too", async () => {
    await publish("a", "b", "c");
    await rollback(lake, now, "a");
    expect(await rollback(lake, now, "c")).toMatchObject({ run: "c", previous: ["a"] });
  });

  test("lists the publications that the pointer does not name", async () => {
    await publish("a", "b", "c");
    await rollback(lake, now, "b");
    const runs = [];
    for await (const { run } of previousPublications(lake)) runs.push(run);
    expect(runs).toEqual(["a", "c"]);
  });

  test("refuses a run that was never published, and one that lost a file", async () => {
    await publish("a", "b");
    await expect(rollback(lake, now, "z")).rejects.toMatchObject({ code: "PUBLICATION_MISSING" });
    await lake.remove(publishedKey("a", "report.html"));
    await expect(rollback(lake, now)).rejects.toMatchObject({ code: "PUBLICATION_DAMAGED" });
    expect(await readLatest(lake)).toMatchObject({ run: "b" });
  });

  test("says so where nothing is published", async () => {
    await expect(rollback(lake, now)).rejects.toThrow("Nothing is published in");
  });
});
