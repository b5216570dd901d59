import { Duration, RemovalPolicy, Size } from "aws-cdk-lib";
import {
  Action,
  EcsEc2ContainerDefinition,
  EcsFargateContainerDefinition,
  EcsJobDefinition,
  EcsVolume,
  type IEcsContainerDefinition,
  LinuxParameters,
  Reason,
  RetryStrategy,
  Secret,
} from "aws-cdk-lib/aws-batch";
import { LogDriver } from "aws-cdk-lib/aws-ecs";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import { type ISecret, Secret as SecretsManagerSecret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import {
  definitionName,
  type JobKind,
  reclaimedExitCode,
  reclaimReasons,
  setting,
} from "#lib/contracts/cloud-jobs.ts";
import { customerSaltSetting } from "#lib/contracts/customer-setting.ts";
import { cpuContainer, fargateMachine } from "#lib/contracts/price-table.ts";
import { placedSteps } from "#lib/contracts/step-placement.ts";
import { acknowledge } from "./access/allow.ts";
import { allowLogWriting } from "./access/log-writing.ts";
import { allowSubmission } from "./access/submission.ts";
import type { DeployConfig } from "./config/deploy-config.ts";
import { cheapestOf, smallestOf } from "./config/gpu-types.ts";
import type { DataLake } from "./data-lake.ts";
import { JobImage } from "./job-image.ts";
import { type JobPlan, planOf } from "./job-plan.ts";
import type { Queues } from "./queues.ts";

/** Made in the image, with no rights to anything of the system. */
const user = "10001:10001";
const scratch = "/scratch";

/** Of a GPU machine's memory; the rest is for the system and ECS's agent. */
const usableShare = 0.85;
/** For CUDA's and ONNX Runtime's threads, which share it. */
const sharedMemory = Size.gibibytes(1);
/** Spot may call a machine back this often before a night is given up: the most AWS Batch allows. */
const attempts = 10;

/** Job definitions of a night: one a step, one that begins it, and one that does it whole. */
export class NightJobs extends Construct {
  readonly definitions: ReadonlyMap<JobKind, EcsJobDefinition>;
  readonly logGroup: LogGroup;
  readonly #config: DeployConfig;
  readonly #lake: DataLake;
  readonly #image: JobImage;
  readonly #executionRole: Role;
  /** Hashes customers; known to `begin`, `ingest` and whom the config names. */
  readonly salt: ISecret;

  constructor(scope: Construct, id: string, config: DeployConfig, lake: DataLake, queues: Queues) {
    super(scope, id);
    this.#config = config;
    this.#lake = lake;
    this.#image = new JobImage(this, "Image", config.compute.image);
    this.logGroup = new LogGroup(this, "Logs", {
      retention: config.logs.keepDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.salt = this.#makeSalt() as ISecret; // CDK's types leave `undefined` out
    this.#executionRole = this.#makeRole("Start");
    allowLogWriting(this.#executionRole, this.logGroup);
    acknowledge(
      this.#executionRole,
      "AwsSolutions-IAM5[Resource::*]",
      "ecr:GetAuthorizationToken, which precedes any pull, can be given for all registries only.",
    );
    const kinds: readonly JobKind[] = ["begin", "night", ...placedSteps];
    this.definitions = new Map(
      kinds.map((kind) => [kind, this.#define(kind, planOf(kind, config.nightly.config))]),
    );
    const submitted = kinds.filter((kind) => kind !== "begin");
    allowSubmission(
      this.node.findChild("begin-role") as Role,
      queues.all,
      submitted.map((kind) => definitionName(config.stack, kind)),
    );
  }

  arnOf(kind: JobKind): string {
    return (this.definitions.get(kind) as EcsJobDefinition).jobDefinitionArn;
  }

  #define(kind: JobKind, plan: JobPlan): EcsJobDefinition {
    const { stack } = this.#config;
    return new EcsJobDefinition(this, kind, {
      jobDefinitionName: definitionName(stack, kind),
      container: this.#container(kind, plan),
      parameters: { ...plan.parameters },
      timeout: Duration.hours(plan.hours),
      retryAttempts: attempts,
      retryStrategies: [
        ...reclaimReasons.map((onStatusReason) => retry({ onStatusReason })),
        retry({ onExitCode: String(reclaimedExitCode) }),
        retry({ onReason: "CannotPullContainerError*" }),
        RetryStrategy.of(Action.EXIT, Reason.custom({ onReason: "*" })),
      ],
      propagateTags: true,
    });
  }

  #container(kind: JobKind, plan: JobPlan): IEcsContainerDefinition {
    const jobRole = this.#makeRole(`${kind}-role`);
    this.#lake.grant(jobRole, plan.access);
    const onGpu = plan.machine === "gpu" && this.#config.compute.accelerator === "gpu";
    const secrets = { [customerSaltSetting]: Secret.fromSecretsManager(this.salt) };
    const common = {
      image: this.#image.image,
      command: ["shelfcast", ...plan.words, "--lake", this.#lake.address],
      jobRole,
      executionRole: this.#executionRole,
      user,
      readonlyRootFilesystem: true,
      environment: this.#environment(onGpu),
      ...(plan.knowsSalt && { secrets }),
      volumes: [EcsVolume.host({ name: "scratch", containerPath: scratch, readonly: false })],
      logging: LogDriver.awsLogs({ logGroup: this.logGroup, streamPrefix: kind }),
    };
    return onGpu ? this.#onGpu(kind, common) : this.#onCpu(kind, common);
  }

  #onGpu(kind: JobKind, common: Common): EcsEc2ContainerDefinition {
    const { vcpus, memoryGib, gpus } = smallestOf(this.#config.compute.gpuTypes);
    return new EcsEc2ContainerDefinition(this, `${kind}-container`, {
      ...common,
      cpu: vcpus,
      memory: Size.mebibytes(Math.floor(memoryGib * 1024 * usableShare)),
      gpu: gpus,
      linuxParameters: new LinuxParameters(this, `${kind}-linux`, {
        sharedMemorySize: sharedMemory,
        initProcessEnabled: true,
      }),
    });
  }

  #onCpu(kind: JobKind, common: Common): EcsFargateContainerDefinition {
    const { vcpus, memoryGib, diskGib } = cpuContainer;
    const { network } = this.#config;
    const assignPublicIp =
      network.kind === "public" || ("vpc" in network && network.publicAddresses);
    return new EcsFargateContainerDefinition(this, `${kind}-container`, {
      ...common,
      cpu: vcpus,
      memory: Size.gibibytes(memoryGib),
      ephemeralStorageSize: Size.gibibytes(diskGib),
      assignPublicIp,
    });
  }

  #environment(onGpu: boolean): Record<string, string> {
    const { stack, compute } = this.#config;
    return {
      [setting.stack]: stack,
      [setting.lake]: this.#lake.address,
      [setting.accelerator]: compute.accelerator,
      [setting.machine]: onGpu ? cheapestOf(compute.gpuTypes) : fargateMachine,
      [setting.log]: "json",
      [setting.scratch]: scratch,
      TMPDIR: scratch,
      HOME: scratch,
      // Fargate tells of its end by SIGTERM alone; an EC2 machine in its description, two minutes ahead.
      ...(onGpu && { [setting.instanceMetadata]: "http://169.254.169.254" }),
    };
  }

  #makeSalt(): SecretsManagerSecret {
    const salt = new SecretsManagerSecret(this, "CustomerSalt", {
      description: "Hashes customers' names before they reach the lake of shelfcast",
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const reason =
      "Another salt would make another customer of each; docs/deploy.md tells when to.";
    acknowledge(salt, "AwsSolutions-SMG4", reason);
    return salt;
  }

  #makeRole(id: string): Role {
    return new Role(this, id, { assumedBy: new ServicePrincipal("ecs-tasks.amazonaws.com") });
  }
}

type Common = Omit<ConstructorParameters<typeof EcsEc2ContainerDefinition>[2], "cpu" | "memory">;

const retry = (on: Parameters<typeof Reason.custom>[0]): RetryStrategy =>
  RetryStrategy.of(Action.RETRY, Reason.custom(on));
