import { Duration, Size } from "aws-cdk-lib";
import {
  AllocationStrategy,
  EcsMachineImageType,
  FairshareSchedulingPolicy,
  FargateComputeEnvironment,
  type IComputeEnvironment,
  JobQueue,
  JobStateTimeLimitActionsReason,
  ManagedEc2EcsComputeEnvironment,
} from "aws-cdk-lib/aws-batch";
import {
  BlockDeviceVolume,
  EbsDeviceVolumeType,
  InstanceType,
  LaunchTemplate,
  LaunchTemplateHttpTokens,
  MultipartBody,
  MultipartUserData,
  UserData,
} from "aws-cdk-lib/aws-ec2";
import { ManagedPolicy, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { jobShares, queueName } from "#lib/contracts/cloud-jobs.ts";
import type { Machine } from "#lib/contracts/step-placement.ts";
import { acknowledge } from "./access/allow.ts";
import type { DeployConfig } from "./config/deploy-config.ts";
import { machineDiskGib } from "./config/machine-disk.ts";
import type { Network } from "./network.ts";

const diskOfMachine = Size.gibibytes(machineDiskGib);

/** Reasons for which AWS Batch would let a job wait for ever; the event of its end names the one. */
const stuckReasons = [
  JobStateTimeLimitActionsReason.INSUFFICIENT_INSTANCE_CAPACITY,
  JobStateTimeLimitActionsReason.COMPUTE_ENVIRONMENT_MAX_RESOURCE,
  JobStateTimeLimitActionsReason.JOB_RESOURCE_REQUIREMENT,
];

/** Machines that are there while a run is at work, and the queues that lead to them. */
export class Queues extends Construct {
  readonly cpu: JobQueue;
  /** Undefined in a stack without an accelerator. */
  readonly gpu: JobQueue | undefined;
  readonly #config: DeployConfig;
  readonly #network: Network;

  constructor(scope: Construct, id: string, config: DeployConfig, network: Network) {
    super(scope, id);
    this.#config = config;
    this.#network = network;
    this.cpu = this.#makeQueue("cpu", this.#cpuMachines());
    if (config.compute.accelerator === "gpu")
      this.gpu = this.#makeQueue("gpu", this.#gpuMachines());
  }

  get all(): readonly JobQueue[] {
    return this.gpu ? [this.gpu, this.cpu] : [this.cpu];
  }

  #makeQueue(machine: Machine, environments: readonly IComputeEnvironment[]): JobQueue {
    const { stack, alarms } = this.#config;
    const name = queueName(stack, machine);
    const maxTime = Duration.minutes(alarms.stuckAfterMinutes);
    return new JobQueue(this, `${machine}-queue`, {
      jobQueueName: name,
      computeEnvironments: environments.map((computeEnvironment, i) => ({
        computeEnvironment,
        order: i + 1,
      })),
      schedulingPolicy: new FairshareSchedulingPolicy(this, `${machine}-shares`, {
        shares: [
          { shareIdentifier: jobShares.nightly, weightFactor: 0.25 },
          { shareIdentifier: jobShares.manual, weightFactor: 1 },
        ],
      }),
      jobStateTimeLimitActions: stuckReasons.map((reason) => ({ reason, maxTime })),
    });
  }

  #common(maxvCpus: number) {
    const { vpc, subnets, securityGroup } = this.#network;
    return { vpc, vpcSubnets: subnets, securityGroups: [securityGroup], maxvCpus };
  }

  #cpuMachines(): IComputeEnvironment[] {
    const { buy, cpuMaxVcpus } = this.#config.compute;
    const make = (id: string, spot: boolean) =>
      new FargateComputeEnvironment(this, id, {
        ...this.#common(cpuMaxVcpus),
        spot,
      }) as IComputeEnvironment; // CDK's types leave `undefined` out
    const onDemand = make("CpuOnDemand", false);
    return buy === "spot-first" ? [make("CpuSpot", true), onDemand] : [onDemand];
  }

  #gpuMachines(): IComputeEnvironment[] {
    const { buy, gpuMaxVcpus, gpuTypes } = this.#config.compute;
    const launchTemplate = this.#makeLaunchTemplate();
    const instanceRole = this.#makeInstanceRole();
    const make = (id: string, spot: boolean) =>
      new ManagedEc2EcsComputeEnvironment(this, id, {
        ...this.#common(gpuMaxVcpus),
        spot,
        allocationStrategy: spot
          ? AllocationStrategy.SPOT_PRICE_CAPACITY_OPTIMIZED
          : AllocationStrategy.BEST_FIT_PROGRESSIVE,
        instanceTypes: gpuTypes.map((type) => new InstanceType(type)),
        useOptimalInstanceClasses: false,
        images: [{ imageType: EcsMachineImageType.ECS_AL2023_NVIDIA }],
        minvCpus: 0,
        launchTemplate,
        instanceRole,
        updateToLatestImageVersion: true,
      }) as IComputeEnvironment;
    const onDemand = make("GpuOnDemand", false);
    return buy === "spot-first" ? [make("GpuSpot", true), onDemand] : [onDemand];
  }

  #makeInstanceRole(): Role {
    const policy = "service-role/AmazonEC2ContainerServiceforEC2Role";
    const role = new Role(this, "MachineRole", {
      assumedBy: new ServicePrincipal("ec2.amazonaws.com"),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName(policy)],
    });
    acknowledge(
      role,
      `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`,
      "What ECS's agent needs changes with the agent: AWS keeps this list. Jobs have roles of their own.",
    );
    return role;
  }

  /** Machines of today: no IMDSv1, an encrypted disk, and no new job once spot has called a machine back. */
  #makeLaunchTemplate(): LaunchTemplate {
    const agent = UserData.forLinux();
    agent.addCommands(
      "echo ECS_ENABLE_SPOT_INSTANCE_DRAINING=true >> /etc/ecs/ecs.config",
      "echo ECS_CONTAINER_STOP_TIMEOUT=110s >> /etc/ecs/ecs.config",
    );
    const userData = new MultipartUserData();
    userData.addPart(MultipartBody.fromUserData(agent));
    return new LaunchTemplate(this, "Machine", {
      userData,
      httpTokens: LaunchTemplateHttpTokens.REQUIRED,
      ...(this.#network.hasPublicAddresses && { associatePublicIpAddress: true }),
      blockDevices: [
        {
          deviceName: "/dev/xvda",
          volume: BlockDeviceVolume.ebs(diskOfMachine.toGibibytes(), {
            encrypted: true,
            volumeType: EbsDeviceVolumeType.GP3,
          }),
        },
      ],
    });
  }
}
