import { Duration, TimeZone } from "aws-cdk-lib";
import { Rule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from "aws-cdk-lib/aws-scheduler";
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets";
import { Construct } from "constructs";
import { definitionName, setting } from "#lib/contracts/cloud-jobs.ts";
import { lakePrefix } from "#lib/contracts/lake-keys.ts";
import type { DeadlineEvent, NightPlan } from "#lib/contracts/night-plan.ts";
import { acknowledgeResource } from "./access/allow.ts";
import { allowSubmission } from "./access/submission.ts";
import { BundledFunction } from "./bundled-function.ts";
import type { DeployConfig } from "./config/deploy-config.ts";
import type { DataLake } from "./data-lake.ts";
import type { Queues } from "./queues.ts";

/** Starts the run of a night when its files have arrived, or at its deadline; once. */
export class NightlyStart extends Construct {
  readonly starter: BundledFunction;
  readonly plan: NightPlan;

  constructor(scope: Construct, id: string, config: DeployConfig, lake: DataLake, queues: Queues) {
    super(scope, id);
    const { at, opensAt, timeZone, days, waitFor, config: nightConfig } = config.nightly;
    this.plan = { at, opensAt, timeZone, days, waitFor, config: nightConfig };
    this.starter = new BundledFunction(this, "Starter", {
      entry: "lambdas/start-run/handler.ts",
      description: "Starts a night's run when its files have arrived, or its time is up",
      memoryMegabytes: 512,
      timeout: Duration.minutes(2),
      keepLogsDays: config.logs.keepDays,
      environment: {
        [setting.stack]: config.stack,
        [setting.lake]: lake.address,
        [setting.nightPlan]: JSON.stringify(this.plan),
      },
    });
    lake.grant(this.starter.role, {
      reads: [lakePrefix.raw],
      writes: [lakePrefix.nights],
      removes: [lakePrefix.nights],
    });
    allowSubmission(this.starter.role, [queues.cpu], [definitionName(config.stack, "begin")]);
    this.#listenForFiles(lake, waitFor);
    this.#schedule(config);
  }

  /** Only where a night waits for files: else each file would start a Lambda that has nothing to do. */
  #listenForFiles(lake: DataLake, waitFor: readonly string[]): void {
    if (waitFor.length === 0) return;
    new Rule(this, "Uploads", {
      description: "Files that the nightly run may be waiting for",
      eventPattern: {
        source: ["aws.s3"],
        detailType: ["Object Created"],
        detail: {
          bucket: { name: [lake.bucket.bucketName] },
          object: { key: [{ prefix: lakePrefix.raw }] },
        },
      },
      targets: [new LambdaFunction(this.starter.function, { retryAttempts: 10 })],
    });
  }

  #schedule({ nightly, stack }: DeployConfig): void {
    const [hour = "", minute = ""] = nightly.at.split(":").map((text) => String(Number(text)));
    const { function: starter } = this.starter;
    const role = new Role(this, "ScheduleRole", {
      assumedBy: new ServicePrincipal("scheduler.amazonaws.com"),
    });
    const why = "The schedule calls whichever version of its one function is deployed.";
    acknowledgeResource(role, `${starter.functionArn}:*`, why);
    const deadline: DeadlineEvent = { deadline: ContextAttribute.scheduledTime };
    new Schedule(this, "Deadline", {
      description: `The latest start of a night's run of ${stack}`,
      schedule: ScheduleExpression.cron({
        ...{ hour, minute, weekDay: nightly.days.join(",") },
        timeZone: TimeZone.of(nightly.timeZone),
      }),
      target: new LambdaInvoke(starter, {
        role,
        input: ScheduleTargetInput.fromObject(deadline),
        retryAttempts: 10,
        maxEventAge: Duration.hours(2),
      }),
    });
  }
}
