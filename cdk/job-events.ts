import { EventField, Rule, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { SnsTopic } from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";
import type { Notices } from "./notices.ts";
import type { Queues } from "./queues.ts";
import { runbookOf } from "./runbook.ts";

/** Said of jobs that fail because another did: one failure is told once. */
const echoes = ["Dependent Job failed", "Array Child Job failed"];

/** What AWS Batch says of a job goes on to people, with its cause. */
export class JobEvents extends Construct {
  readonly failed: Rule;
  readonly stuck: Rule;

  constructor(scope: Construct, id: string, stack: string, queues: Queues, notices: Notices) {
    super(scope, id);
    const jobQueue = queues.all.map(({ jobQueueArn }) => jobQueueArn);
    const told = (text: string) =>
      new SnsTopic(notices.topic, { message: RuleTargetInput.fromMultilineText(text) });
    const job = EventField.fromPath("$.detail.jobName");
    const cause = EventField.fromPath("$.detail.statusReason");
    this.failed = new Rule(this, "Failed", {
      description: "Jobs that failed for good",
      eventPattern: {
        source: ["aws.batch"],
        detailType: ["Batch Job State Change"],
        detail: { jobQueue, status: ["FAILED"], statusReason: [{ "anything-but": echoes }] },
      },
      targets: [told(`${stack}: job ${job} failed.\nCause: ${cause}\n${runbookOf("failed-job")}`)],
    });
    this.stuck = new Rule(this, "Stuck", {
      description: "Jobs that no machine comes for",
      eventPattern: {
        source: ["aws.batch"],
        detailType: ["Batch Job Queue Blocked"],
        detail: { jobQueue },
      },
      targets: [
        told(
          `${stack}: job ${job} waits for a machine.\nCause: ${cause}\n${runbookOf("stuck-job")}`,
        ),
      ],
    });
  }
}
