import type { StepName } from "#lib/contracts/lake-keys.ts";
import {
  cpuContainer,
  fargateMachine,
  hoursPerMonth,
  machineDollarsPerHour,
  priceTable,
} from "#lib/contracts/price-table.ts";
import { type Machine, placedSteps, placementOf } from "#lib/contracts/step-placement.ts";
import type { DeployConfig } from "./config/deploy-config.ts";
import { cheapestOf } from "./config/gpu-types.ts";
import { machineDiskGib } from "./config/machine-disk.ts";

/** The demo's night, step by step, alone on a machine: November 2026. */
export const measuredNight = {
  series: 1810,
  vcpus: 2,
  seconds: {
    ingest: 1.5,
    prepare: 1.3,
    embed: 7.5,
    signals: 3.3,
    tune: 0,
    train: 102,
    score: 3.1,
    reconcile: 4,
    replenish: 1.6,
    allocate: 0.3,
    recommend: 26,
    publish: 1.5,
  } as const satisfies Record<StepName, number>,
  /** Of the files that came in, packed. */
  rawBytes: 8.5e6,
  /** What the lake grew by: under `runs/` and `models/`, and under `published/`. */
  runBytes: 72e6,
  publishedBytes: 7.1e6,
};

/** Bounded by the number of windows, texts and customers that are learned from, not by series. */
const boundedSteps: readonly StepName[] = ["embed", "tune", "train", "recommend"];

export const isBounded = (step: StepName): boolean => boundedSteps.includes(step);

/** Hours of a container, if one does all of the step. */
export function stepHours(step: StepName, series: number): number {
  const growth = isBounded(step) ? 1 : series / measuredNight.series;
  const share = measuredNight.vcpus / cpuContainer.vcpus;
  return (measuredNight.seconds[step] * growth * share) / 3600;
}

/** Hours of containers, by the machine that the step asks for. */
export function nightHours(series: number): Readonly<Record<Machine, number>> {
  const hours = { gpu: 0, cpu: 0 };
  for (const step of placedSteps) {
    hours[placementOf(step).machine] += stepHours(step, series);
  }
  return hours;
}

/** Dollars of the machines of one night; what starting them takes is not in it. */
export function nightDollars(config: DeployConfig, series: number): number {
  const hours = nightHours(series);
  return (["gpu", "cpu"] as const).reduce(
    (sum, machine) => sum + hours[machine] * hourOf(config, machine),
    0,
  );
}

/** What an hour of a container costs, with its disk and address. */
function hourOf({ compute, network }: DeployConfig, asked: Machine): number {
  const onGpu = asked === "gpu" && compute.accelerator === "gpu";
  const machine = onGpu ? cheapestOf(compute.gpuTypes) : fargateMachine;
  const listed = machineDollarsPerHour(machine) as number;
  const paid = compute.buy === "spot-first" ? listed * priceTable.spotShare : listed;
  const disk = onGpu ? (machineDiskGib * priceTable.machineDiskGibMonth) / hoursPerMonth : 0;
  return paid + disk + (network.kind === "public" ? priceTable.publicAddressHour : 0);
}
