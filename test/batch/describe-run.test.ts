import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { describeLastBegin, describeRun, type JobState } from "#lib/batch/describe-run.ts";
import { useBatch } from "#test/support/batch/use-batch.ts";

const stack = { stack: "shop", hasGpu: true };
const run = "2026-11-24-1f0c";
const useShop = () =>
  useBatch(
    { slots: 1 },
    {
      definitions: [{ jobDefinitionName: "any", containerProperties: {} }],
      queues: ["shop-gpu", "shop-cpu"],
    },
  );

const rows = (states: readonly JobState[]) =>
  states.map(({ name, queue, state, reason }) => [name, queue, state, reason]);

test("jobs are told in the order of their submission, a failed one with its cause and exit code", async () => {
  const { batch, client, submit } = await useShop();
  const jobQueue = "shop-cpu";
  const first = await submit(`${run}-ingest`, "true", { jobQueue });
  const arrayProperties = { size: 3 };
  const parts = await submit(
    `${run}-score-parts`,
    '[ "$AWS_BATCH_JOB_ARRAY_INDEX" = 1 ] && exit 3; true',
    { jobQueue: "shop-gpu", arrayProperties, dependsOn: [{ jobId: first }] },
  );
  await submit(`${run}-publish`, "true", { jobQueue, dependsOn: [{ jobId: parts }] });
  await batch.allOver();
  const states = await describeRun(client, stack, run);
  expect(rows(states)).toEqual([
    ["ingest", "shop-cpu", "SUCCEEDED", "Essential container in task exited"],
    [
      "score-parts",
      "shop-gpu",
      "FAILED",
      "container 1: Essential container in task exited, exit code 3",
    ],
    ["publish", "shop-cpu", "FAILED", "Dependent Job failed"],
  ]);
  expect(states[1]?.parts).toEqual({ SUCCEEDED: 2, FAILED: 1 });
  expect(states[0]?.parts).toBeNull();
});

test("of a run that was submitted again, the younger jobs are told", async () => {
  const { batch, client, submit } = await useShop();
  const jobQueue = "shop-cpu";
  await submit(`${run}-ingest`, "exit 3", { jobQueue });
  await batch.allOver();
  await setTimeout(5);
  await submit(`${run}-ingest`, "true", { jobQueue });
  await batch.allOver();
  const states = await describeRun(client, stack, run);
  expect(states.map(({ name, state }) => [name, state])).toEqual([["ingest", "SUCCEEDED"]]);
});

test("jobs that wait are told as what they wait for: a machine, or other jobs", async () => {
  const { batch, client, submit } = await useShop();
  const jobQueue = "shop-gpu";
  const jobId = await submit(`${run}-train`, "sleep 60", { jobQueue });
  while (batch.jobs[0]?.status !== "RUNNING") await setTimeout(10);
  await submit(`${run}-embed`, "true", { jobQueue });
  await submit(`${run}-score`, "true", { jobQueue, dependsOn: [{ jobId }] });
  const states = await describeRun(client, stack, run);
  expect(states.map(({ name, state }) => [name, state])).toEqual([
    ["train", "RUNNING"],
    ["embed", "RUNNABLE"],
    ["score", "PENDING"],
  ]);
});

test("the job that began the last night is found among those of earlier ones", async () => {
  const { batch, client, submit } = await useShop();
  expect(await describeLastBegin(client, stack)).toBeUndefined();
  const jobQueue = "shop-cpu";
  await submit("night-2026-11-23", "true", { jobQueue });
  await setTimeout(5);
  await submit("night-2026-11-24", "exit 3", { jobQueue });
  await batch.allOver();
  expect(await describeLastBegin(client, stack)).toMatchObject({
    ...{ name: "night-2026-11-24", state: "FAILED", attempts: 1 },
    reason: "Essential container in task exited, exit code 3",
  });
});
