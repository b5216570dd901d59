import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JobState } from "#lib/batch/describe-run.ts";
import { customerSaltSetting } from "#lib/contracts/customer-setting.ts";
import type { StepName } from "#lib/contracts/lake-keys.ts";
import type { PublishedFile } from "#lib/contracts/publication.ts";
import { placedSteps, placementOf } from "#lib/contracts/step-placement.ts";
import { type TuningSummary, tuningKey } from "#lib/contracts/tuning.ts";
import { writeDemo } from "#lib/demo/write-demo.ts";
import { requireJson } from "#lib/lake/json-objects.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { readLatestManifest } from "#lib/publication/latest.ts";
import { readPartRecords } from "#lib/run/part-record.ts";
import { readRunManifest } from "#lib/run/run-manifest.ts";
import { shelfcast } from "#test/jobs/cli/spawn.ts";
import { type CloudNight, cloudSalt, startCloudNight } from "#test/support/batch/cloud-night.ts";
import type { Job } from "#test/support/batch/job.ts";
import { synthesise } from "#test/support/cdk/synthesise.ts";
import { raisedAt } from "#test/support/cloud/stack-services.ts";
import { writeDemoPart } from "#test/support/nights/demo-part.ts";
import { makeBucket, noS3Server, useS3Server } from "#test/support/s3/use-s3-server.ts";

const { template } = synthesise();
const folder = mkdtempSync(join(tmpdir(), "shelfcast-night-on-batch-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The whole demo takes several minutes, twice, and searches no settings; asked for by hand. */
const isWhole = process.env.SHELFCAST_WHOLE_DEMO === "1";

interface Published {
  readonly run: string;
  readonly files: readonly PublishedFile[];
}

async function publishedIn(address: string): Promise<Published> {
  const manifest = await readLatestManifest(await openLake(address));
  return { run: manifest?.run ?? "", files: manifest?.files ?? [] };
}

/** Calls the machine of a job back, once, when it is time. */
async function reclaimWhen(
  { batch }: CloudNight,
  name: RegExp,
  isTime: (job: Job) => Promise<boolean> | boolean,
): Promise<Job> {
  for (;;) {
    const job = batch.jobs
      .flatMap((given) => (given.children.length > 0 ? given.children : [given]))
      .find(({ request }) => name.test(request.jobName ?? ""));
    if (job?.status === "RUNNING" && (await isTime(job))) {
      batch.reclaim(job.id);
      return job;
    }
    if (job?.status === "SUCCEEDED") throw new Error(`${name} was done before it was called back`);
    await setTimeout(20);
  }
}

/** Whether training has left a checkpoint, so that it is known to be in the midst of its steps. */
async function hasCheckpoint(bucket: string): Promise<boolean> {
  for await (const { key } of (await openLake(`s3://${bucket}`)).list("runs/")) {
    if (key.includes("/train/unfinished/checkpoint")) return true;
  }
  return false;
}

describe.skipIf(noS3Server)(`a night on AWS Batch ${noS3Server ?? ""}`, () => {
  useS3Server();
  let bucket: string;
  let night: CloudNight;
  let begun: string;
  let reclaimed: readonly Job[];

  beforeAll(async () => {
    bucket = await makeBucket();
    night = await startCloudNight(template, bucket);
    const data = join(folder, "data");
    const config = isWhole ? await writeDemo(data, 1) : await writeDemoPart(data);
    await night.upload(data);
    begun = await night.begin("--parts", "2");
    reclaimed = await Promise.all([
      reclaimWhen(night, /-train$/, () => hasCheckpoint(bucket)),
      reclaimWhen(night, /-score-parts$/, ({ request }) =>
        night.log(request.jobName ?? "").includes('"part":"score","message":"begins"'),
      ),
    ]);
    await night.batch.allOver();
    process.env[customerSaltSetting] = cloudSalt;
    const lake = join(folder, "lake");
    const { exitCode, stderr } = await shelfcast(["nightly", "--config", config, "--lake", lake]);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  }, 1_500_000);

  test("warns that machines with a GPU are rented for a run that trains on the processor", () => {
    expect(begun).toContain("training.device is cpu: they are paid for and not used");
  });

  test("runs every step as a job of its own, and all succeed", () => {
    const states = night.batch.jobs.map(({ request, status }) => [request.jobName, status]);
    expect(states).toEqual(states.map(([name]) => [name, "SUCCEEDED"]));
  });

  test("each job gets along with what its role allows, and its calls were seen", () => {
    const denied = night.calls.filter(({ isAllowed }) => !isAllowed);
    expect(denied).toEqual([]);
    const callers = new Set(night.calls.map(({ caller }) => caller));
    const run = placedSteps.filter((step) => step !== "tune" || !isWhole);
    expect([...callers].sort()).toEqual(["begin", ...run].sort());
  });

  test("called back in training and in scoring, it goes on where it stopped", () => {
    for (const { attempts } of reclaimed) {
      expect(attempts.map(({ statusReason }) => statusReason)).toEqual([
        expect.stringMatching(/^Host EC2/),
        "Essential container in task exited",
      ]);
    }
  });

  test.skipIf(isWhole)(
    "tries settings in an array, whose containers each leave a trial, before it trains",
    async () => {
      const { run } = await publishedIn(`s3://${bucket}`);
      const { trials } = await requireJson<TuningSummary>(
        await openLake(`s3://${bucket}`),
        tuningKey(run),
      );
      expect(trials.map(({ trial, budget }) => [trial, budget])).toEqual([
        [0, 1],
        [1, 1],
      ]);
      const named = (name: RegExp) =>
        night.batch.jobs.find(({ request }) => name.test(request.jobName ?? "")) as Job;
      const round = named(/-tune-round-1$/);
      expect(round.children.map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED"]);
      expect(named(/-train$/).request.dependsOn).toContainEqual({ jobId: named(/-tune$/).id });
    },
  );

  test("publishes the bytes of a night in one process", async () => {
    const [cloud, local] = await Promise.all(
      [`s3://${bucket}`, join(folder, "lake")].map(publishedIn),
    );
    expect(cloud).toEqual(local);
  });

  test("leaves a manifest of every step, wherever it ran", async () => {
    const lake = await openLake(`s3://${bucket}`);
    const { run } = await publishedIn(`s3://${bucket}`);
    const { steps, fingerprints } = await readRunManifest(lake, run);
    expect(steps.map(({ step }) => step)).toEqual(Object.keys(fingerprints));
    const machines = new Map(steps.map(({ step, machine }) => [step, machine]));
    expect(machines.get("train")).toBe("g4dn.xlarge");
    expect(machines.get("ingest")).toBe("fargate");
  });

  test("tells what it cost, each container by the price of its machine", async () => {
    const lake = await openLake(`s3://${bucket}`);
    const manifest = await readLatestManifest(lake);
    const { run, seconds = {}, estimatedDollars } = manifest ?? {};
    const parts = await readPartRecords(lake, run ?? "", "score");
    expect(parts.map(({ part: { index } }) => index)).toEqual([0, 1]);
    const priced = Object.entries(seconds).map(([step, took]) => {
      const { machine } = placementOf(step as StepName);
      return (took / 3600) * (machine === "gpu" ? 0.526 : 0.24192);
    });
    const ofParts = ["tune", "score", "replenish"].map(async (step) => {
      const records = await readPartRecords(lake, run ?? "", step as StepName);
      const price = step === "replenish" ? 0.24192 : 0.526;
      return records.reduce((sum, record) => sum + (record.seconds / 3600) * price, 0);
    });
    const total = [...priced, ...(await Promise.all(ofParts))].reduce((sum, x) => sum + x, 0);
    expect(estimatedDollars).toBeCloseTo(total, 3);
  });

  test("status --stack tells its jobs, publication, alarms and next night", async () => {
    night.services.raise("shelfcast-coverage-gap");
    const { run } = await publishedIn(`s3://${bucket}`);
    const answer = JSON.parse((await night.ask("status", "--json")).stdout);
    expect(answer.stack).toMatchObject({ lake: `s3://${bucket}`, state: "UPDATE_COMPLETE" });
    expect(answer.latest.run).toBe(run);
    const named = night.batch.jobs.slice(1).map(({ request }) => request.jobName?.split(run)[1]);
    expect(answer.jobs.map(({ name }: JobState) => `-${name}`)).toEqual(named);
    expect(answer.alarms).toMatchObject([{ name: "coverage-gap", since: raisedAt }]);
    expect(answer.next).toMatch(/T02:00$/);
    const { stdout } = await night.ask("status");
    expect(stdout).toMatch(/score-parts +shelfcast-gpu +SUCCEEDED \(2 SUCCEEDED\)/);
    expect(stdout).toContain("docs/runbooks.md#coverage-gap");
    expect((await night.ask("runs")).stdout).toContain(run);
  });

  test("begun again for the same files, it says that they are published, and submits nothing", async () => {
    const before = night.batch.jobs.length;
    expect(await night.begin()).toMatch(/is published already; nothing is submitted/);
    expect(night.batch.jobs).toHaveLength(before + 1);
  });
});
