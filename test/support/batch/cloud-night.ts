import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { glob, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { SubmitJobCommand } from "@aws-sdk/client-batch";
import type { Template } from "aws-cdk-lib/assertions";
import { afterAll } from "vitest";
import { customerSaltSetting } from "#lib/contracts/customer-setting.ts";
import { lakePrefix } from "#lib/contracts/lake-keys.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { mainModule, type Spawned, shelfcast } from "#test/jobs/cli/spawn.ts";
import { type StackServices, startStackServices } from "#test/support/cloud/stack-services.ts";
import { connect } from "./connect.ts";
import { type LocalBatch, startBatch } from "./start-batch.ts";
import { definitionsIn, queuesIn } from "./template-jobs.ts";

/** The deployed stack on this machine: its jobs, with a bucket for the lake. */
export interface CloudNight {
  readonly batch: LocalBatch;
  /** Puts what lies in a folder under the lake's `raw/`. */
  upload(folder: string): Promise<void>;
  /** Submits the job that begins a night, as the start Lambda does, and waits until it is over. */
  begin(...words: string[]): Promise<string>;
  /** What the containers of a job wrote, those of earlier tries too. */
  log(job: string): string;
  /** Runs `shelfcast … --stack shelfcast`, as a platform team does. */
  ask(...words: string[]): Promise<Spawned>;
  readonly services: StackServices;
}

export async function startCloudNight(template: Template, bucket: string): Promise<CloudNight> {
  const folder = mkdtempSync(join(tmpdir(), "shelfcast-cloud-"));
  const logFolder = join(folder, "logs");
  const resolve = (name: string) => (name.startsWith("LakeBucket") ? bucket : name);
  const definitions = definitionsIn(template, resolve);
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${makeContainer(folder)}${delimiter}${process.env.PATH}`,
    [customerSaltSetting]: cloudSalt,
  };
  const queues = queuesIn(template);
  const noticeMs = 20_000;
  const batch = await startBatch({ definitions, queues, logFolder, environment, noticeMs });
  environment.AWS_ENDPOINT_URL_BATCH = batch.endpoint;
  const client = connect(batch);
  const services = await startStackServices(template, resolve);
  afterAll(async () => {
    client.destroy();
    await Promise.all([batch.stop(), services.stop()]);
    await rm(folder, { recursive: true, force: true });
  });
  const log = (job: string): string =>
    readdirSync(logFolder)
      .filter((name) => name.includes(job))
      .map((name) => readFileSync(join(logFolder, name), "utf8"))
      .join("");
  return {
    batch,
    services,
    log,
    ask: (...words) =>
      shelfcast([...words, "--stack", "shelfcast"], ".", {
        ...process.env,
        AWS_ENDPOINT_URL_BATCH: batch.endpoint,
        AWS_ENDPOINT_URL_CLOUDFORMATION: services.endpoint,
        AWS_ENDPOINT_URL_CLOUDWATCH: services.endpoint,
      }),
    upload: async (from) => {
      const lake = await openLake(`s3://${bucket}`);
      for await (const name of glob("**/*.*", { cwd: from })) {
        await lake.upload(lakePrefix.raw + name, join(from, name));
      }
    },
    begin: async (...words) => {
      const name = "shelfcast-begin";
      const definition = definitions.find(({ jobDefinitionName }) => jobDefinitionName === name);
      const command = [...(definition?.containerProperties.command ?? []), ...words];
      const job = { jobName: "begin", jobQueue: "shelfcast-cpu", jobDefinition: name };
      const containerOverrides = { command };
      await client.send(new SubmitJobCommand({ ...job, containerOverrides }));
      const begun = batch.jobs.at(-1);
      while (begun && begun.status !== "SUCCEEDED" && begun.status !== "FAILED") {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return log(`begin-${begun?.id.slice(0, 8)}`);
    },
  };
}

/** What the stack's secret holds. */
export const cloudSalt = "a salt of this test";

/**
 * Stands for the container: `shelfcast` on the path, an empty scratch folder of its own, and no
 * description of a spot machine. @returns the folder of the program
 */
function makeContainer(folder: string): string {
  const programs = join(folder, "bin");
  const scratch = join(folder, "scratch");
  for (const made of [programs, scratch]) mkdirSync(made);
  const program = join(programs, "shelfcast");
  const script = `#!/bin/sh
mine=$(mktemp -d ${scratch}/XXXXXX)
export SHELFCAST_SCRATCH=$mine TMPDIR=$mine HOME=$mine SHELFCAST_INSTANCE_METADATA=
exec ${process.execPath} ${mainModule} "$@"
`;
  writeFileSync(program, script);
  chmodSync(program, 0o755);
  return programs;
}
