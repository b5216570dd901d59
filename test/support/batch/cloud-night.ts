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
import { deployedNames } from "#test/support/cdk/deployed-names.ts";
import { type StackServices, startStackServices } from "#test/support/cloud/stack-services.ts";
import { jobRoles, rolePolicies } from "#test/support/iam/role-policies.ts";
import { type GuardedCall, startGuard } from "#test/support/iam/start-guard.ts";
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
  /** What the containers asked of S3 and AWS Batch; what their roles do not allow was denied. */
  readonly calls: readonly GuardedCall[];
}

export async function startCloudNight(template: Template, bucket: string): Promise<CloudNight> {
  const folder = mkdtempSync(join(tmpdir(), "shelfcast-cloud-"));
  const logFolder = join(folder, "logs");
  const resolve = deployedNames(template, bucket);
  const definitions = definitionsIn(template, resolve);
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: `${makeContainer(folder)}${delimiter}${process.env.PATH}`,
    [customerSaltSetting]: cloudSalt,
  };
  const queues = queuesIn(template);
  const noticeMs = 20_000;
  const batch = await startBatch({ definitions, queues, logFolder, environment, noticeMs });
  const policies = rolePolicies(template, resolve);
  const guard = await startGuard({
    s3: process.env.AWS_ENDPOINT_URL_S3 ?? "",
    batch: batch.endpoint,
    policies: new Map(
      Array.from(jobRoles(template, "shelfcast"), ([kind, role]) => [
        kind,
        policies.get(role) ?? [],
      ]),
    ),
  });
  environment.AWS_ENDPOINT_URL_BATCH = guard.batch;
  environment.AWS_ENDPOINT_URL_S3 = guard.s3;
  const client = connect(batch);
  const services = await startStackServices(template, resolve);
  afterAll(async () => {
    client.destroy();
    await Promise.all([batch.stop(), services.stop(), guard.stop()]);
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
    calls: guard.calls,
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
 * Stands for the container: `shelfcast` on the path, an empty scratch folder of its own, no description of
 * a spot machine, and the role of its job, by which it is known in its calls. @returns the folder of the program
 */
function makeContainer(folder: string): string {
  const programs = join(folder, "bin");
  const scratch = join(folder, "scratch");
  for (const made of [programs, scratch]) mkdirSync(made);
  const program = join(programs, "shelfcast");
  const script = `#!/bin/sh
mine=$(mktemp -d ${scratch}/XXXXXX)
case "$1 $2" in "step all") kind=night;; "step "*) kind=$2;; *) kind=$1;; esac
export AWS_SDK_UA_APP_ID=$kind SHELFCAST_SCRATCH=$mine TMPDIR=$mine HOME=$mine SHELFCAST_INSTANCE_METADATA=
exec ${process.execPath} ${mainModule} "$@"
`;
  writeFileSync(program, script);
  chmodSync(program, 0o755);
  return programs;
}
