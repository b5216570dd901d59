import type { StepName } from "./lake-keys.ts";
import type { Machine } from "./step-placement.ts";

/** Names that cdk/ gives and that jobs, Lambdas and `--stack` look for. */
export const queueName = (stack: string, machine: Machine): string => `${stack}-${machine}`;

/** `begin` decides what is to be done, and submits it; `night` does all of it in one container. */
export type JobKind = StepName | "begin" | "night";
export const definitionName = (stack: string, kind: JobKind): string => `${stack}-${kind}`;

/** The job that begins the run of a night. */
export const nightJobName = (night: string): string => `night-${night}`;

/** Shares of the queues: a night goes before what people start by hand. */
export const jobShares = { nightly: "nightly", manual: "manual" } as const;

/** Parameters of the job definitions. */
export const jobParameter = { run: "run", config: "config" } as const;

/** What a container or Lambda is told through its environment. */
export const setting = {
  /** `s3://bucket`, the lake of the stack. */
  lake: "SHELFCAST_LAKE",
  stack: "SHELFCAST_STACK",
  /** `gpu`, or `none`: then all jobs go to the CPU queue. */
  accelerator: "SHELFCAST_ACCELERATOR",
  /** What the container runs on, as the price table names it. */
  machine: "SHELFCAST_MACHINE",
  /** `json` makes each line of progress an object with run, step and shard. */
  log: "SHELFCAST_LOG",
  scratch: "SHELFCAST_SCRATCH",
  /** Address of the machine's own description, which tells that it is to be taken away. */
  instanceMetadata: "SHELFCAST_INSTANCE_METADATA",
  /** The nightly plan as JSON, a `NightPlan`. */
  nightPlan: "SHELFCAST_NIGHT",
} as const;

/** Exit code of a container that left because its machine is to be taken away: EX_TEMPFAIL, tried again. */
export const reclaimedExitCode = 75;

/** Said by AWS Batch when a spot machine is gone, on EC2 and on Fargate. */
export const reclaimReasons = ["Host EC2*", "Your Spot Task was interrupted*"] as const;
