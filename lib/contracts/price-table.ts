/**
 * List prices of AWS, dollars without tax: one table for what `cdk synth` estimates, for docs/costs.md and for
 * the dollars of each run's manifest. Other regions ask up to a third more; discounts are not in it.
 */
export const priceTable = {
  /** When the prices were known to be so; look at https://aws.amazon.com/pricing/ for today's. */
  asOf: "2025-11",
  region: "us-east-1",
  /** Of the on-demand price; it moves from hour to hour. */
  spotShare: 0.35,
  fargate: { vcpuHour: 0.04048, memoryGibHour: 0.004445, diskGibHour: 0.000111, freeDiskGib: 20 },
  /** Linux, on demand, an hour. */
  gpuMachineHour: {
    "g4dn.xlarge": 0.526,
    "g4dn.2xlarge": 0.752,
    "g4dn.4xlarge": 1.204,
    "g4dn.8xlarge": 2.176,
    "g5.xlarge": 1.006,
    "g5.2xlarge": 1.212,
    "g5.4xlarge": 1.624,
    "g5.8xlarge": 2.448,
    "g6.xlarge": 0.8048,
    "g6.2xlarge": 0.9776,
    "g6.4xlarge": 1.3232,
    "g6.8xlarge": 2.0144,
    "g6e.xlarge": 1.861,
    "g6e.2xlarge": 2.24208,
    "g6e.4xlarge": 3.00424,
  },
  machineDiskGibMonth: 0.08,
  natGateway: { hour: 0.045, gib: 0.045 },
  interfaceEndpoint: { hour: 0.01, gib: 0.01 },
  publicAddressHour: 0.005,
  bucketGibMonth: 0.023,
  keyMonth: 1,
  secretMonth: 0.4,
  alarmMonth: 0.1,
  /** The first three dashboards and ten metrics of an account are free; counted as though they were not. */
  dashboardMonth: 3,
  metricMonth: 0.3,
  logGib: 0.5,
  /** A planner a month, with the pool's protection against stolen passwords. */
  signInUserMonth: 0.02,
  millionApiCalls: 1,
  lambda: { gibSecond: 0.0000166667, millionCalls: 0.2 },
} as const;

export const hoursPerMonth = 730;

export type GpuMachine = keyof typeof priceTable.gpuMachineHour;

/** The container that every step without a GPU gets: memory is bounded by a shard, the disk holds a large night. */
export const cpuContainer = { vcpus: 4, memoryGib: 16, diskGib: 100 } as const;

/** What a container may say that it runs on: a type of machine with a GPU, or Fargate. */
export const fargateMachine = "fargate";

/** Dollars an hour, on demand; undefined where the machine is in no price list. */
export function machineDollarsPerHour(machine: string): number | undefined {
  if (machine === fargateMachine) return cpuContainerHour;
  const prices: Readonly<Record<string, number>> = priceTable.gpuMachineHour;
  return prices[machine];
}

/** What one vCPU of a Fargate container costs an hour, with its share of memory. */
export const vcpuHour: number =
  priceTable.fargate.vcpuHour +
  (priceTable.fargate.memoryGibHour * cpuContainer.memoryGib) / cpuContainer.vcpus;

const cpuContainerHour: number =
  vcpuHour * cpuContainer.vcpus +
  priceTable.fargate.diskGibHour * (cpuContainer.diskGib - priceTable.fargate.freeDiskGib);
