import { type GpuMachine, priceTable } from "#lib/contracts/price-table.ts";

/** One kind of rented machine with an NVIDIA GPU. */
export interface GpuType {
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly gpus: number;
}

const machine = (vcpus: number, memoryGib: number, gpus = 1): GpuType => ({
  ...{ vcpus, memoryGib, gpus },
});

/** g4dn: T4, 16 GB; g5: A10G, 24 GB; g6: L4, 24 GB; g6e: L40S, 48 GB. */
export const gpuTypes: Readonly<Record<GpuMachine, GpuType>> = {
  "g4dn.xlarge": machine(4, 16),
  "g4dn.2xlarge": machine(8, 32),
  "g4dn.4xlarge": machine(16, 64),
  "g4dn.8xlarge": machine(32, 128),
  "g5.xlarge": machine(4, 16),
  "g5.2xlarge": machine(8, 32),
  "g5.4xlarge": machine(16, 64),
  "g5.8xlarge": machine(32, 128),
  "g6.xlarge": machine(4, 16),
  "g6.2xlarge": machine(8, 32),
  "g6.4xlarge": machine(16, 64),
  "g6.8xlarge": machine(32, 128),
  "g6e.xlarge": machine(4, 32),
  "g6e.2xlarge": machine(8, 64),
  "g6e.4xlarge": machine(16, 128),
};

/** The most that a job may ask for and still fit on each of the machines. */
export function smallestOf(names: readonly GpuMachine[]): GpuType {
  const machines = names.map((name) => gpuTypes[name]);
  const least = (of: (machine: GpuType) => number) => Math.min(...machines.map(of));
  return machine(
    least(({ vcpus }) => vcpus),
    least(({ memoryGib }) => memoryGib),
    least(({ gpus }) => gpus),
  );
}

/** Which of the machines asks the least an hour, on demand. */
export const cheapestOf = (names: readonly GpuMachine[]): GpuMachine =>
  names.reduce((a, b) => (priceTable.gpuMachineHour[b] < priceTable.gpuMachineHour[a] ? b : a));
