import {
  CancelJobCommand,
  ClientException,
  ListJobsCommand,
  TerminateJobCommand,
} from "@aws-sdk/client-batch";
import { expect, test } from "vitest";
import type { LocalBatch } from "#test/support/batch/start-batch.ts";
import { useBatch } from "#test/support/batch/use-batch.ts";

const note = (text: string) => `echo "${text}" >> "$NOTES"`;

async function running(batch: LocalBatch, index = 0): Promise<void> {
  while (batch.jobs[index]?.status !== "RUNNING") await new Promise((r) => setTimeout(r, 10));
}

/** A moment later than RUNNING, when the shell has set its trap. */
async function noted(notes: () => readonly string[], line: string): Promise<void> {
  for (;;) {
    try {
      if (notes().includes(line)) return;
    } catch {
      // No job has written a note yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test("a job runs after the jobs it depends on, whatever the order of their submission", async () => {
  const { batch, submit, notes } = await useBatch();
  const slow = await submit("slow", `sleep 0.2; ${note("slow")}`);
  const quick = await submit("quick", note("quick"));
  const last = [{ jobId: slow }, { jobId: quick }];
  await submit("last", note("last"), { dependsOn: last });
  await batch.allOver();
  expect(notes()).toEqual(["quick", "slow", "last"]);
});

test("a job is told its id, attempt, queue and what its definition sets", async () => {
  const { batch, submit, notes } = await useBatch();
  const id = await submit(
    "told",
    note("$AWS_BATCH_JOB_ID $AWS_BATCH_JOB_ATTEMPT $AWS_BATCH_JQ_NAME $FROM_DEFINITION"),
  );
  await batch.allOver();
  expect(notes()).toEqual([`${id} 1 jobs yes`]);
});

test("each child of an array knows its index, and the array is done when all are", async () => {
  const { batch, submit, describe, notes } = await useBatch();
  const script = note("$AWS_BATCH_JOB_ARRAY_INDEX of $AWS_BATCH_JOB_ARRAY_SIZE");
  const id = await submit("array", script, { arrayProperties: { size: 3 } });
  await submit("after", note("after"), { dependsOn: [{ jobId: id }] });
  await batch.allOver();
  expect(notes().slice(0, 3).sort()).toEqual(["0 of 3", "1 of 3", "2 of 3"]);
  expect(notes()[3]).toBe("after");
  const [job, child] = await describe(id, `${id}:2`);
  expect(job?.arrayProperties).toEqual({ size: 3, statusSummary: { SUCCEEDED: 3 } });
  expect(child?.arrayProperties).toEqual({ index: 2 });
});

test("a SEQUENTIAL array runs its children one after another", async () => {
  const { batch, submit, notes } = await useBatch();
  const script = `sleep 0.$((3 - AWS_BATCH_JOB_ARRAY_INDEX)); ${note("$AWS_BATCH_JOB_ARRAY_INDEX")}`;
  const dependsOn = [{ type: "SEQUENTIAL" as const }];
  await submit("sequence", script, { arrayProperties: { size: 3 }, dependsOn });
  await batch.allOver();
  expect(notes()).toEqual(["0", "1", "2"]);
});

test("N_TO_N lets a child begin when its counterpart is done, not when all are", async () => {
  const { batch, submit, notes } = await useBatch();
  const index = "$AWS_BATCH_JOB_ARRAY_INDEX";
  const arrayProperties = { size: 2 };
  const slowSecond = `[ ${index} = 0 ] || sleep 0.6; ${note(`first ${index}`)}`;
  const jobId = await submit("first", slowSecond, { arrayProperties });
  const dependsOn = [{ jobId, type: "N_TO_N" as const }];
  await submit("second", note(`second ${index}`), { arrayProperties, dependsOn });
  await batch.allOver();
  expect(notes()).toEqual(["first 0", "second 0", "first 1", "second 1"]);
});

test("a failed job fails those that depend on it, and they never run", async () => {
  const { batch, submit, describe, notes } = await useBatch();
  const first = await submit("first", `${note("first")}; exit 3`);
  const second = await submit("second", note("second"), { dependsOn: [{ jobId: first }] });
  await batch.allOver();
  const [failed, dependent] = await describe(first, second);
  expect(failed?.container?.exitCode).toBe(3);
  expect(dependent).toMatchObject({ status: "FAILED", statusReason: "Dependent Job failed" });
  expect(notes()).toEqual(["first"]);
});

const onlySpot = {
  attempts: 3,
  evaluateOnExit: [
    { onStatusReason: "Host EC2*", action: "RETRY" as const },
    { onExitCode: "75", action: "RETRY" as const },
    { onReason: "*", action: "EXIT" as const },
  ],
};

test.each([
  ["an exit code that a condition retries", "exit 75", onlySpot, 3],
  ["an exit code that falls to EXIT", "exit 3", onlySpot, 1],
  ["no conditions", "exit 3", { attempts: 2 }, 2],
  ["no condition that matches", "exit 4", conditionOn("3"), 2],
  ["a condition by the start of a code", "exit 34", conditionOn("3*"), 1],
  ["no strategy", "exit 75", {}, 1],
])("%s decides how often a job is tried", async (_case, script, retryStrategy, attempts) => {
  const { batch, submit, describe, notes } = await useBatch();
  const id = await submit("tried", `${note("$AWS_BATCH_JOB_ATTEMPT")}; ${script}`, {
    retryStrategy,
  });
  await batch.allOver();
  expect(notes()).toHaveLength(attempts);
  expect(notes().at(-1)).toBe(String(attempts));
  const [job] = await describe(id);
  expect(job?.attempts).toHaveLength(attempts);
  expect(job?.status).toBe("FAILED");
});

function conditionOn(onExitCode: string) {
  return { attempts: 2, evaluateOnExit: [{ onExitCode, action: "EXIT" as const }] };
}

test("a reclaimed machine ends with SIGTERM, and the job is tried again", async () => {
  const { batch, submit, describe, notes } = await useBatch();
  const script = `[ $AWS_BATCH_JOB_ATTEMPT = 2 ] && { ${note("again")}; exit 0; }
    trap '${note("told")}; exit 143' TERM; ${note("began")}; while :; do sleep 0.05; done`;
  const id = await submit("spot", script, { retryStrategy: onlySpot });
  await noted(notes, "began");
  batch.reclaim(id);
  await batch.allOver();
  expect(notes()).toEqual(["began", "told", "again"]);
  const [job] = await describe(id);
  expect(job?.attempts?.map(({ statusReason }) => statusReason)).toEqual([
    "Host EC2 (instance i-0a1b2c3d4e5f60718) terminated.",
    "Essential container in task exited",
  ]);
});

test("a process that does not heed SIGTERM is killed when the notice is over", async () => {
  const { batch, submit, describe, notes } = await useBatch({ noticeMs: 100 });
  const id = await submit("deaf", `trap '' TERM; ${note("began")}; while :; do sleep 0.05; done`);
  await noted(notes, "began");
  batch.reclaim(id);
  await batch.allOver();
  const [job] = await describe(id);
  expect(job).toMatchObject({ status: "FAILED", container: { exitCode: 137 } });
});

test("a job past its time limit is stopped and not tried again", async () => {
  const { batch, submit, describe } = await useBatch({ secondMs: 5 });
  const timeout = { attemptDurationSeconds: 60 };
  const id = await submit("long", "sleep 30", { timeout, retryStrategy: { attempts: 3 } });
  await batch.allOver();
  const [job] = await describe(id);
  expect(job?.statusReason).toBe("Job attempt duration exceeded timeout");
  expect(job?.attempts).toHaveLength(1);
});

test("terminate stops a running job for good; cancel fails one that has not begun", async () => {
  const { batch, client, submit, describe } = await useBatch({ slots: 1 });
  const first = await submit("first", "sleep 30", { retryStrategy: { attempts: 5 } });
  const second = await submit("second", "true", { dependsOn: [{ jobId: first }] });
  await running(batch);
  await client.send(new CancelJobCommand({ jobId: second, reason: "not wanted" }));
  await client.send(new TerminateJobCommand({ jobId: first, reason: "too slow" }));
  await batch.allOver();
  const [stopped, cancelled] = await describe(first, second);
  expect(stopped).toMatchObject({ status: "FAILED", statusReason: "too slow" });
  expect(cancelled).toMatchObject({ status: "FAILED", statusReason: "not wanted" });
});

test("jobs are listed by status, or by name in any status, in pages", async () => {
  const { batch, client, submit } = await useBatch();
  for (const name of ["a-1", "a-2", "b-1"]) await submit(name, "true");
  await batch.allOver();
  const list = async (more: object) => {
    const answer = await client.send(new ListJobsCommand({ jobQueue: "jobs", ...more }));
    return answer.jobSummaryList?.map(({ jobName }) => jobName);
  };
  expect(await list({})).toEqual([]);
  expect(await list({ jobStatus: "SUCCEEDED" })).toEqual(["a-1", "a-2", "b-1"]);
  const filters = [{ name: "JOB_NAME", values: ["A-*"] }];
  expect(await list({ filters })).toEqual(["a-2", "a-1"]);
  expect(await list({ filters, maxResults: 1, nextToken: "1" })).toEqual(["a-1"]);
});

test.each([
  ["an unknown definition", { jobDefinition: "none" }],
  ["an unknown queue", { jobQueue: "none" }],
  ["a name with spaces", { jobName: "a job" }],
  ["an array of one", { arrayProperties: { size: 1 } }],
  ["a timeout under a minute", { timeout: { attemptDurationSeconds: 59 } }],
  ["a job that is not there", { dependsOn: [{ jobId: "none" }] }],
  ["SEQUENTIAL without an array", { dependsOn: [{ type: "SEQUENTIAL" as const }] }],
])("%s is refused with a ClientException", async (_case, wrong) => {
  const { submit } = await useBatch();
  await expect(submit("good", "true", wrong)).rejects.toBeInstanceOf(ClientException);
});
