import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { logVoice } from "#jobs/cli/log-voice.ts";
import { reclaimedExitCode, setting } from "#lib/contracts/cloud-jobs.ts";
import { shelfcast } from "#test/jobs/cli/spawn.ts";
import { describeMachine } from "#test/support/batch/machine-description.ts";
import { writeSmallShop } from "#test/support/nights/small-shop.ts";

const folder = mkdtempSync(join(tmpdir(), "shelfcast-container-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const config = await writeSmallShop(join(folder, "data"));

/** As a container whose machine describes itself at `address`. */
const check = (address: string) =>
  shelfcast(["check", "--config", config], ".", { [setting.instanceMetadata]: address });

describe("on a machine that may be called back", () => {
  test("a notice ends the work with the code by which it is tried again", async () => {
    const words = ["nightly", "--config", config, "--lake", join(folder, "lake")];
    const settings = { [setting.instanceMetadata]: await describeMachine(true) };
    const { exitCode, stderr } = await shelfcast(words, ".", settings);
    expect(exitCode).toBe(reclaimedExitCode);
    expect(stderr).toContain("This machine is to be taken away");
  });

  test.each([
    ["without a notice", () => describeMachine(false)],
    ["whose description cannot be asked", async () => "http://127.0.0.1:1"],
  ])("%s the work is done", async (_case, address) => {
    expect((await check(await address())).exitCode).toBe(0);
  });
});

describe("a container's log", () => {
  const lines: Record<string, unknown>[] = [];
  const facts = { run: "2026-11-24-1f0c", step: "score", shard: "3" };
  const env = { [setting.stack]: "shop", AWS_BATCH_JOB_ID: "id", AWS_BATCH_JOB_ATTEMPT: "2" };
  const voice = logVoice((line) => lines.push(JSON.parse(line)), facts, env);
  voice.progress.begin("score").say("CUDA is not to be had here; the CPU is used.");
  voice.progress.record?.({
    step: "score",
    fingerprint: "f",
    finished: "2026-11-25T02:00:00Z",
    seconds: 12.5,
    peakMemoryMb: 300,
    counts: { series: 40 },
  });
  voice.fail({
    ...{ sentence: "It is full. Make room.", exitCode: 1, code: "DISK_FULL" },
    ...{ message: "It is full.", remedy: "Make room." },
  });

  test("names run, step, shard, job and try in each line", () => {
    for (const line of lines) expect(line).toMatchObject({ ...facts, job: "id", attempt: "2" });
  });

  test("tells an error by its code, with what to do", () => {
    expect(lines.at(-1)).toMatchObject({
      level: "error",
      code: "DISK_FULL",
      remedy: "Make room.",
      exitCode: 1,
    });
  });

  test("carries what a step took as metrics that CloudWatch reads out of it", () => {
    const found = lines.find((line) => "_aws" in line) as { _aws: { CloudWatchMetrics: unknown } };
    expect(found).toMatchObject({
      Stack: "shop",
      Step: "score",
      StepSeconds: 12.5,
      PeakMemory: 300,
    });
    expect(found._aws.CloudWatchMetrics).toEqual([
      {
        Namespace: "shelfcast",
        Dimensions: [["Stack", "Step"]],
        Metrics: [
          { Name: "StepSeconds", Unit: "Seconds" },
          { Name: "PeakMemory", Unit: "Megabytes" },
        ],
      },
    ]);
  });
});
