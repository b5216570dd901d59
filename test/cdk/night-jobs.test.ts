import { describe, expect, test } from "vitest";
import { gpuTypes } from "#cdk/config/gpu-types.ts";
import { placedSteps } from "#lib/contracts/step-placement.ts";
import { type Properties, propertiesOf, synthesise } from "#test/support/cdk/synthesise.ts";

const { template } = synthesise();
const without = synthesise("compute: { accelerator: none }");
const jobs = new Map(
  propertiesOf(template, "AWS::Batch::JobDefinition").map((job) => [job.JobDefinitionName, job]),
);
const job = (kind: string): Properties => jobs.get(`shelfcast-${kind}`);
const needs = (kind: string): Record<string, number> =>
  Object.fromEntries(
    job(kind).ContainerProperties.ResourceRequirements.map(({ Type, Value }: Properties) => [
      Type,
      Number(Value),
    ]),
  );

test("there is a job for every step, one that begins a night and one that does it whole", () => {
  const kinds = ["begin", "night", ...placedSteps].map((kind) => `shelfcast-${kind}`);
  expect([...jobs.keys()].sort()).toEqual(kinds.sort());
});

describe.each([...jobs.keys()])("%s", (name) => {
  const { ContainerProperties, RetryStrategy, Timeout } = jobs.get(name) as Properties;

  test("runs as nobody of the system, on a root it cannot write", () => {
    expect(ContainerProperties.User).toBe("10001:10001");
    expect(ContainerProperties.ReadonlyRootFilesystem).toBe(true);
    expect(ContainerProperties.Privileged ?? false).toBe(false);
    const writable = ContainerProperties.MountPoints.filter(
      ({ ReadOnly }: Properties) => !ReadOnly,
    );
    expect(writable.map(({ ContainerPath }: Properties) => ContainerPath)).toEqual(["/scratch"]);
  });

  test("is tried again when its machine was taken away or its image not pulled, never else", () => {
    const { Attempts, EvaluateOnExit } = RetryStrategy;
    const retried = EvaluateOnExit.filter(({ Action }: Properties) => Action === "RETRY");
    expect(retried.map(({ Action: _, ...on }: Properties) => on)).toEqual([
      { OnStatusReason: "Host EC2*" },
      { OnStatusReason: "Your Spot Task was interrupted*" },
      { OnExitCode: "75" },
      { OnReason: "CannotPullContainerError*" },
    ]);
    expect(EvaluateOnExit.at(-1)).toEqual({ Action: "EXIT", OnReason: "*" });
    expect(Attempts).toBe(10);
  });

  test("is stopped one day", () => {
    expect(Timeout.AttemptDurationSeconds).toBeLessThanOrEqual(24 * 3600);
  });
});

describe("a step on a GPU", () => {
  test("takes one GPU, shared memory, and no more than every allowed machine has", () => {
    const { GPU, VCPU, MEMORY } = needs("train");
    expect(GPU).toBe(1);
    const smallest = gpuTypes["g4dn.xlarge"];
    expect(VCPU).toBe(smallest?.vcpus);
    expect(MEMORY).toBeLessThan((smallest?.memoryGib ?? 0) * 1024 * 0.9);
    expect(job("train").ContainerProperties.LinuxParameters.SharedMemorySize).toBe(1024);
  });

  test("runs on Fargate where the stack has no accelerator", () => {
    const all = propertiesOf(without.template, "AWS::Batch::JobDefinition");
    expect(all.map(({ PlatformCapabilities }) => PlatformCapabilities[0])).toEqual(
      all.map(() => "FARGATE"),
    );
    without.template.resourceCountIs("AWS::Batch::JobQueue", 1);
    expect(without.findings).toEqual([]);
  });
});

describe("machines", () => {
  const environments = propertiesOf(template, "AWS::Batch::ComputeEnvironment").map(
    ({ ComputeResources }) => ComputeResources,
  );
  const gpu = environments.filter(({ InstanceTypes }) => InstanceTypes);

  test("with GPUs are of the types of the config, on NVIDIA's image, and gone when idle", () => {
    expect(gpu.map(({ Type }) => Type).sort()).toEqual(["EC2", "SPOT"]);
    for (const { InstanceTypes, Ec2Configuration, MinvCpus, MaxvCpus } of gpu) {
      expect(InstanceTypes).toEqual(["g4dn.xlarge", "g5.xlarge", "g6.xlarge"]);
      expect(Ec2Configuration).toEqual([{ ImageType: "ECS_AL2023_NVIDIA" }]);
      expect([MinvCpus, MaxvCpus]).toEqual([0, 32]);
    }
  });

  test("are asked for on spot first", () => {
    const queues = propertiesOf(template, "AWS::Batch::JobQueue");
    for (const { ComputeEnvironmentOrder } of queues) {
      const ids = ComputeEnvironmentOrder.map(
        ({ ComputeEnvironment }: Properties) => ComputeEnvironment["Fn::GetAtt"][0],
      );
      const types = ids.map(
        (id: string) => template.toJSON().Resources[id].Properties.ComputeResources.Type,
      );
      expect(types.map((type: string) => type.endsWith("SPOT"))).toEqual([true, false]);
    }
  });

  test("that are called back take no new job, and keep their disk from readers", () => {
    const [{ LaunchTemplateData: machine }] = propertiesOf(
      template,
      "AWS::EC2::LaunchTemplate",
    ) as [Properties];
    expect(JSON.stringify(machine.UserData)).toContain("ECS_ENABLE_SPOT_INSTANCE_DRAINING=true");
    expect(machine.MetadataOptions.HttpTokens).toBe("required");
    expect(machine.BlockDeviceMappings[0].Ebs.Encrypted).toBe(true);
  });
});

test("a job that no machine will ever run is cancelled after an hour, for each known cause", () => {
  for (const { JobStateTimeLimitActions } of propertiesOf(template, "AWS::Batch::JobQueue")) {
    expect(
      JobStateTimeLimitActions.map(({ MaxTimeSeconds }: Properties) => MaxTimeSeconds),
    ).toEqual([3600, 3600, 3600]);
  }
});
