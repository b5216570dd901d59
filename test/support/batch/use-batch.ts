import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type BatchClient,
  DescribeJobsCommand,
  type JobDetail,
  SubmitJobCommand,
  type SubmitJobCommandInput,
} from "@aws-sdk/client-batch";
import { onTestFinished } from "vitest";
import { connect } from "./connect.ts";
import type { JobDefinition } from "./job.ts";
import type { RunnerOptions } from "./job-runner.ts";
import { type BatchOptions, type LocalBatch, startBatch } from "./start-batch.ts";

export interface UsedBatch {
  readonly batch: LocalBatch;
  readonly client: BatchClient;
  /** What jobs write to as `$NOTES`, each line one fact. */
  readonly notes: () => readonly string[];
  /** Submits a shell script as a job; gives its id. */
  readonly submit: (
    name: string,
    script: string,
    more?: Partial<SubmitJobCommandInput>,
  ) => Promise<string>;
  readonly describe: (...ids: string[]) => Promise<JobDetail[]>;
}

const anyJob: JobDefinition = {
  jobDefinitionName: "any",
  containerProperties: { environment: [{ name: "FROM_DEFINITION", value: "yes" }] },
};

const anyWork = { definitions: [anyJob], queues: ["jobs"] };

/** A local AWS Batch for the length of a test; with the queue `jobs` and the definition `any`, if not told. */
export async function useBatch(
  options: Partial<RunnerOptions> = {},
  work: Pick<BatchOptions, "definitions" | "queues"> = anyWork,
): Promise<UsedBatch> {
  const folder = mkdtempSync(join(tmpdir(), "shelfcast-batch-"));
  const notesFile = join(folder, "notes");
  const batch = await startBatch({
    ...work,
    logFolder: join(folder, "logs"),
    environment: { ...process.env, NOTES: notesFile },
    slots: 4,
    ...options,
  });
  const client = connect(batch);
  onTestFinished(async () => {
    client.destroy();
    await batch.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    batch,
    client,
    notes: () => readFileSync(notesFile, "utf8").trimEnd().split("\n"),
    submit: async (jobName, script, more = {}) => {
      const command = ["sh", "-c", script];
      const job = { jobName, jobQueue: "jobs", jobDefinition: "any" };
      const request = { ...job, containerOverrides: { command }, ...more };
      const { jobId = "" } = await client.send(new SubmitJobCommand(request));
      return jobId;
    },
    describe: async (...jobs) => {
      const { jobs: found = [] } = await client.send(new DescribeJobsCommand({ jobs }));
      return found;
    },
  };
}
