import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jsonBytes, requireJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { holdLease } from "#lib/run/lease.ts";
import { makeBucket, noS3Server, useS3Server } from "#test/support/s3/use-s3-server.ts";

const holder = new URL("../support/run/hold-lease.ts", import.meta.url).pathname;
const inProgress = { code: "RUN_IN_PROGRESS" };

function describeLease(makeAddress: () => Promise<string>): void {
  let address: string;
  let lake: Lake;
  let clock: number;
  beforeAll(async () => {
    address = await makeAddress();
    lake = await openLake(address);
    clock = Date.UTC(2026, 2, 31, 22, 15);
  });

  const terms = { now: () => clock, ttlSeconds: 600 };
  const hold = <Result>(key: string, work: (lost: AbortSignal) => Promise<Result>) =>
    holdLease(lake, key, "the run of tonight", terms, work);
  const done = async () => "done";

  /** Begins work under the lease; `finish` ends it. */
  async function begin(key: string, owner: string) {
    const { promise: untilFinished, resolve: finish } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begins } = Promise.withResolvers<AbortSignal>();
    const ended = holdLease(lake, key, owner, terms, async (lost) => {
      begins(lost);
      await untilFinished;
    });
    return { lost: await begun, finish, ended };
  }

  test("whoever comes second is told who is at work, where and since when", async () => {
    const first = await begin("told", "the run of tonight");
    const refusal = await hold("told", done).catch((error: unknown) => error);
    first.finish();
    await first.ended;
    expect(refusal).toMatchObject({
      ...inProgress,
      problem: `the run of tonight has been at work since 2026-03-31 22:15:00 UTC, as process ${process.pid} on ${hostname()}.`,
      remedy: expect.stringContaining("run again after 2026-03-31 22:25:00 UTC"),
    });
  });

  test("the lease is free again when the work is done, and when it failed", async () => {
    expect(await hold("free", done)).toBe("done");
    const failing = hold("free", () => Promise.reject(new RangeError("out of paper")));
    await expect(failing).rejects.toThrow("out of paper");
    expect(await hold("free", done)).toBe("done");
  });

  test("of eight that begin at once exactly one works", async () => {
    let working = 0;
    const race = Array.from({ length: 8 }, () =>
      hold("race", async () => {
        working++;
        await sleep(500);
      }),
    );
    const outcomes = await Promise.allSettled(race);
    const refusals = outcomes.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
    expect(working).toBe(1);
    expect(refusals).toHaveLength(7);
    for (const refusal of refusals) expect(refusal).toMatchObject(inProgress);
  });

  test("after ten minutes of silence another takes over, and the silent one is told so", async () => {
    const silent = await begin("silent", "the silent run");
    clock += 601_000;
    const next = await begin("silent", "the next run");
    silent.finish();
    await expect(silent.ended).rejects.toMatchObject({ code: "RUN_TAKEN_OVER" });
    await expect(hold("silent", done)).rejects.toMatchObject({
      ...inProgress,
      problem: expect.stringContaining("the next run"),
    });
    next.finish();
    await next.ended;
    expect(await hold("silent", done)).toBe("done");
  });

  test("who still works renews the lease, however long it takes", async () => {
    const short = { now: Date.now, ttlSeconds: 3 };
    const working = holdLease(lake, "long", "the long run", short, () => sleep(6000, "done"));
    await sleep(5000);
    await expect(holdLease(lake, "long", "another", short, done)).rejects.toMatchObject(inProgress);
    expect(await working).toBe("done");
  });

  test("who finds the lease taken is told to stop, and its work counts for nothing", async () => {
    const short = { now: Date.now, ttlSeconds: 3 };
    const losing = holdLease(lake, "lost", "the loser", short, async (lost) => {
      const stolen = await requireJson<object>(lake, "lost");
      await lake.write("lost", jsonBytes({ ...stolen, token: "another's" }));
      await once(lost, "abort");
      return "done";
    });
    await expect(losing).rejects.toMatchObject({ code: "RUN_TAKEN_OVER" });
    expect(await requireJson(lake, "lost")).toMatchObject({ isReleased: false });
  });

  test("a killed process of this machine holds nothing up", async () => {
    const child = spawn(process.execPath, [holder, address, "killed"]);
    await once(child.stdout, "data");
    const whileAlive = await hold("killed", done).catch((error: unknown) => error);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(whileAlive).toMatchObject({
      ...inProgress,
      problem: expect.stringContaining(`process ${child.pid} on ${hostname()}`),
    });
    expect(await hold("killed", done)).toBe("done");
  });

  test("a process of another machine is waited for, since nobody here can see it dead", async () => {
    await hold("elsewhere", done);
    const held = await requireJson<object>(lake, "elsewhere");
    const elsewhere = { host: "batch-17", pid: 2 ** 30, isReleased: false };
    await lake.write("elsewhere", jsonBytes({ ...held, ...elsewhere }));
    await expect(hold("elsewhere", done)).rejects.toMatchObject(inProgress);
  });
}

describe("a lease in a folder", () => {
  let folder: string;
  afterAll(() => rm(folder, { recursive: true }));
  describeLease(async () => {
    folder = await mkdtemp(join(tmpdir(), "shelfcast-lease-"));
    return folder;
  });
});

describe.skipIf(noS3Server)(`a lease in a bucket${noS3Server ? ` (${noS3Server})` : ""}`, () => {
  useS3Server();
  describeLease(async () => `s3://${await makeBucket()}/lake`);
});
