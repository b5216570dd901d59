/** One kind of rented machine with an NVIDIA GPU. */
export interface GpuType {
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly gpus: number;
  /** Linux, on demand. */
  readonly dollarsPerHour: number;
}

/** Prices are AWS's list prices of us-east-1, known in November 2025; other regions ask up to a third more. */
const machine = (
  vcpus: number,
  memoryGib: number,
  gpus: number,
  dollarsPerHour: number,
): GpuType => ({ vcpus, memoryGib, gpus, dollarsPerHour });

/** g4dn: T4, 16 GB; g5: A10G, 24 GB; g6: L4, 24 GB; g6e: L40S, 48 GB. */
export const gpuTypes: Readonly<Record<string, GpuType>> = {
  "g4dn.xlarge": machine(4, 16, 1, 0.526),
  "g4dn.2xlarge": machine(8, 32, 1, 0.752),
  "g4dn.4xlarge": machine(16, 64, 1, 1.204),
  "g4dn.8xlarge": machine(32, 128, 1, 2.176),
  "g5.xlarge": machine(4, 16, 1, 1.006),
  "g5.2xlarge": machine(8, 32, 1, 1.212),
  "g5.4xlarge": machine(16, 64, 1, 1.624),
  "g5.8xlarge": machine(32, 128, 1, 2.448),
  "g6.xlarge": machine(4, 16, 1, 0.8048),
  "g6.2xlarge": machine(8, 32, 1, 0.9776),
  "g6.4xlarge": machine(16, 64, 1, 1.3232),
  "g6.8xlarge": machine(32, 128, 1, 2.0144),
  "g6e.xlarge": machine(4, 32, 1, 1.861),
  "g6e.2xlarge": machine(8, 64, 1, 2.24208),
  "g6e.4xlarge": machine(16, 128, 1, 3.00424),
};

/** The most that a job may ask for and still fit on each of the machines. */
export function smallestOf(names: readonly string[]): GpuType {
  const machines = names.map(requireGpuType);
  const least = (of: (machine: GpuType) => number) => Math.min(...machines.map(of));
  return machine(
    least(({ vcpus }) => vcpus),
    least(({ memoryGib }) => memoryGib),
    least(({ gpus }) => gpus),
    least(({ dollarsPerHour }) => dollarsPerHour),
  );
}

function requireGpuType(name: string): GpuType {
  const found = gpuTypes[name];
  if (found === undefined) throw new RangeError(`${name} is no type of the table of GPU machines`);
  return found;
}
