import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { planGraph } from "#lib/batch/plan-graph.ts";
import { jobPrefix, submitGraph } from "#lib/batch/submit-graph.ts";
import { placedSteps } from "#lib/contracts/step-placement.ts";
import { connect } from "#test/support/batch/connect.ts";
import { type UsedBatch, useBatch } from "#test/support/batch/use-batch.ts";

/** `prepare` runs until its machine is called back, so that a test can act while jobs are on their way. */
const firstWaits = '[ "$0$AWS_BATCH_JOB_ATTEMPT" != prepare1 ] || exec sleep 60';
const script = `${firstWaits}; echo "$0:$AWS_BATCH_JOB_ARRAY_INDEX" >> "$NOTES"`;
const definitions = placedSteps.map((name) => ({
  jobDefinitionName: `shop-${name}`,
  retryStrategy: { attempts: 2 },
  containerProperties: { command: ["sh", "-c", script, name] },
}));

const steps = [
  { name: "prepare", needs: [] },
  { name: "score", needs: ["prepare"] },
  { name: "publish", needs: ["score"] },
] as const;

const useShop = () => useBatch({}, { definitions, queues: ["shop-gpu", "shop-cpu"] });

const submit = ({ client }: Pick<UsedBatch, "client">) =>
  submitGraph(client, {
    ...{ stack: "shop", hasGpu: true, run: "2026-11-24-1f0c", share: "nightly" },
    jobs: planGraph(steps, new Set(), 2),
  });

async function letRun({ batch }: UsedBatch): Promise<void> {
  while (batch.jobs[0]?.status !== "RUNNING") await setTimeout(10);
  batch.reclaim(batch.jobs[0].id);
  await batch.allOver();
}

test("each job runs after those it needs, in the queue of its machines, by the run's name", async () => {
  const used = await useShop();
  await submit(used);
  await letRun(used);
  const [first, ...rest] = used.notes();
  expect(first).toBe("prepare:");
  expect(rest.slice(0, 2).sort()).toEqual(["score:0", "score:1"]);
  expect(rest.slice(2)).toEqual(["score:", "publish:"]);
  const told = used.batch.jobs.map(({ request }) => [
    request.jobName,
    request.jobQueue,
    request.parameters?.run,
    request.shareIdentifier,
  ]);
  expect(told).toEqual([
    ["2026-11-24-1f0c-prepare", "shop-cpu", "2026-11-24-1f0c", "nightly"],
    ["2026-11-24-1f0c-score-parts", "shop-gpu", "2026-11-24-1f0c", "nightly"],
    ["2026-11-24-1f0c-score", "shop-gpu", "2026-11-24-1f0c", "nightly"],
    ["2026-11-24-1f0c-publish", "shop-cpu", "2026-11-24-1f0c", "nightly"],
  ]);
});

test("submitted twice, a run is done once", async () => {
  const used = await useShop();
  const [first, second] = [await submit(used), await submit(used)];
  await letRun(used);
  expect(second).toEqual(first.map((job) => ({ ...job, isNew: false })));
  expect(used.batch.jobs).toHaveLength(4);
});

test("after a submission that broke off, the next one adds what is missing", async () => {
  const used = await useShop();
  used.batch.failSubmissionsAfter(2);
  const client = connect(used.batch);
  await expect(submit({ client })).rejects.toThrow("Try again");
  used.batch.failSubmissionsAfter(Number.POSITIVE_INFINITY);
  await submit(used);
  await letRun(used);
  const names = used.batch.jobs.map(({ request }) => request.jobName);
  expect(new Set(names).size).toBe(4);
  expect(used.notes().filter((note) => note === "publish:")).toHaveLength(1);
});

test.each([
  ["2026-11-24-1f0c2b3a", "2026-11-24-1f0c2b3a-"],
  ["茶店-1f0c2b3a", "1f0c2b3a-"],
  [`${"a".repeat(120)}-1f0c2b3a`, `${"a".repeat(81)}-1f0c2b3a-`],
])("a run named %s has jobs that AWS Batch can name", (run, prefix) => {
  expect(jobPrefix(run)).toBe(prefix);
});
