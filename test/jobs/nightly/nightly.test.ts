import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseBusinessDate } from "#lib/domain/business-date.ts";
import { finished, mainModule, shelfcast } from "#test/jobs/cli/spawn.ts";
import { writeSmallShop } from "#test/support/nights/small-shop.ts";
import { makeBucket, noS3Server, useS3Server } from "#test/support/s3/use-s3-server.ts";

const folder = mkdtempSync(join(tmpdir(), "shelfcast-nightly-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Published {
  readonly run: string;
  readonly isNew: boolean;
  /** SHA-256 of each file, and of the network. */
  readonly hashes: Readonly<Record<string, string>>;
}

const words = (config: string, lake: string, more: readonly string[] = []) => [
  ...["nightly", "--config", config, "--lake", lake, "--threads", "2", ...more],
];

async function night(config: string, lake: string, more: readonly string[] = []) {
  const { exitCode, stdout, stderr } = await shelfcast([...words(config, lake, more), "--json"]);
  expect(stderr).not.toMatch(/\n {4}at /);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  return publishedOf(stdout);
}

function publishedOf(json: string): Published {
  const { run, isNew, manifest } = JSON.parse(json) as {
    run: string;
    isNew: boolean;
    manifest: { files: { name: string; sha256: string }[] };
  };
  const hashes = Object.fromEntries(manifest.files.map(({ name, sha256 }) => [name, sha256]));
  return { run, isNew, hashes };
}

/** Of the published forecast, without the name of the run. */
async function forecastLines(lake: string, run: string): Promise<string[]> {
  const text = gunzipSync(
    await readFile(join(lake, "published", run, "forecast.csv.gz")),
  ).toString();
  return text
    .trimEnd()
    .split("\n")
    .map((line) => line.slice(line.indexOf(",") + 1));
}

/** Starts a night and kills it outright when it says `words`. @returns whether it lived to say them */
async function killedAt(words: readonly string[], said: RegExp): Promise<boolean> {
  const child = spawn(process.execPath, [mainModule, ...words]);
  const end = finished(child);
  for await (const line of createInterface({ input: child.stderr })) {
    if (!said.test(line)) continue;
    child.kill("SIGKILL");
    await end;
    return true;
  }
  await end;
  return false;
}

describe("a night on a small shop", () => {
  let config: string;
  let first: Published;
  const lake = join(folder, "lake");

  beforeAll(async () => {
    config = await writeSmallShop(join(folder, "shop"));
    first = await night(config, lake);
  });

  test("publishes, and the same night again publishes nothing new", async () => {
    expect(first.isNew).toBe(true);
    expect(Object.keys(first.hashes)).toEqual(
      expect.arrayContaining([
        "forecast.csv.gz",
        "reorder.xlsx",
        "trends.csv",
        "levels.csv",
        "report.html",
      ]),
    );
    expect(await night(config, lake)).toEqual({ ...first, isNew: false });
  });

  test("killed in every step and started again, it publishes the bytes of an undisturbed one", async () => {
    const killed = join(folder, "killed");
    const steps = [
      "ingest",
      "prepare",
      "embed",
      "signals",
      "train",
      "score",
      "reconcile",
      "replenish",
      "recommend",
    ];
    for (const step of steps) {
      // What a step says when it is done: the next one is killed as it begins its work.
      expect(await killedAt(words(config, killed), new RegExp(`^${step}: .*, [\\d.]+ s`))).toBe(
        true,
      );
    }
    expect(await night(config, killed)).toEqual(first);
  });

  test("sums of series are forecast, and are what is published of their series", async () => {
    const means = (lines: readonly string[], at: number) =>
      lines
        .slice(1)
        .map((line) => line.split(","))
        .map((cells) => [...cells.slice(0, at), Number(cells[at])] as const);
    const levels = await readFile(join(lake, "published", first.run, "levels.csv"), "utf8");
    const sums = means(levels.trimEnd().split("\n"), 4).filter(([level]) => level === "item");
    const series = means(await forecastLines(lake, first.run), 3);
    expect(sums.length).toBe(6 * 7);
    for (const [, item, , date, mean] of sums) {
      const own = series.filter(([of, , on]) => of === item && on === date);
      expect(own.length).toBe(2);
      expect(mean).toBeCloseTo(
        own.reduce((sum, [, , , value]) => sum + Number(value), 0),
        3,
      );
    }
  });

  test("what happened after --as-of changes nothing that is published", async () => {
    const asOf = parseBusinessDate("2026-04-30");
    const changed = await writeSmallShop(join(folder, "changed"), { changedAfter: asOf });
    const [past, other] = [join(folder, "past"), join(folder, "past-changed")];
    const before = await night(config, past, ["--as-of", asOf]);
    const after = await night(changed, other, ["--as-of", asOf]);
    expect(after.run).not.toBe(before.run);
    expect(after.hashes["trends.csv"]).toBe(before.hashes["trends.csv"]);
    expect(after.hashes["levels.csv"]).toBe(before.hashes["levels.csv"]);
    expect(after.hashes["reorder.csv"]).toBe(before.hashes["reorder.csv"]);
    const lines = await forecastLines(past, before.run);
    expect(lines.length).toBe(1 + 12 * 7);
    expect(await forecastLines(other, after.run)).toEqual(lines);
  });

  test("a run at work refuses a second try, and after Ctrl-C it can be gone on with", async () => {
    const stopped = join(folder, "stopped");
    const child = spawn(process.execPath, [mainModule, ...words(config, stopped)]);
    const end = finished(child);
    for await (const line of createInterface({ input: child.stderr })) {
      if (/^prepare: /.test(line)) break;
    }
    const second = await shelfcast([...words(config, stopped), "--json"]);
    expect(second.exitCode).toBe(1);
    expect(JSON.parse(second.stdout)).toMatchObject({ error: { code: "RUN_IN_PROGRESS" } });
    child.kill("SIGINT");
    expect((await end).exitCode).toBe(1);
    expect(await night(config, stopped)).toEqual(first);
  });

  test("data that are refused leave the last publication as it is", async () => {
    const pointer = () => readFile(join(lake, "published/latest.json"), "utf8");
    const before = await pointer();
    const bad = await writeSmallShop(join(folder, "bad"));
    await rm(join(folder, "bad", "sales.csv"));
    const { exitCode, stderr } = await shelfcast(words(bad, lake));
    expect(exitCode).toBe(3);
    expect(stderr).toContain("sales.csv");
    expect(await pointer()).toBe(before);
  });

  describe.skipIf(noS3Server)(`in a bucket${noS3Server ? ` (${noS3Server})` : ""}`, () => {
    useS3Server();

    test("publishes the bytes that it publishes in a folder", async () => {
      expect(await night(config, `s3://${await makeBucket()}/shop`)).toEqual(first);
    });
  });
});
