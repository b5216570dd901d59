import type { ConfigFault } from "./config-fault.ts";
import { type DeployConfig, weekdays } from "./deploy-config.ts";
import { smallestOf } from "./gpu-types.ts";

/** What only several fields together can get wrong; the fields are each good by themselves. */
export function checkWhole(config: DeployConfig): readonly ConfigFault[] {
  return [...checkMachines(config), ...checkLateness(config), ...checkLake(config)].concat(
    checkZones(config),
  );
}

function checkMachines({ compute }: DeployConfig): readonly ConfigFault[] {
  const { vcpus } = smallestOf(compute.gpuTypes);
  if (compute.accelerator === "none" || compute.gpuMaxVcpus >= vcpus) return [];
  const problem = `is ${compute.gpuMaxVcpus}, but the smallest of gpuTypes has ${vcpus} vCPUs.`;
  return [{ field: "compute.gpuMaxVcpus", problem, remedy: `Write at least ${vcpus}.` }];
}

/** An alarm that rings on every day off would soon be silenced. */
function checkLateness({ nightly, alarms }: DeployConfig): readonly ConfigFault[] {
  const gap = 24 * longestGapDays(nightly.days.map((day) => weekdays.indexOf(day)));
  if (alarms.lateAfterHours > gap) return [];
  const problem = `is ${alarms.lateAfterHours}, but nightly.days leaves ${gap} hours between runs.`;
  const remedy =
    gap < 168 ? `Write more than ${gap}.` : "Name a second day: CloudWatch looks back 168 hours.";
  return [{ field: "alarms.lateAfterHours", problem, remedy }];
}

/** @param days rising, 0 … 6, at least one */
function longestGapDays(days: readonly number[]): number {
  const gaps = days.map((day, i) => {
    const next = days[i + 1];
    return next === undefined ? (days[0] as number) + 7 - day : next - day;
  });
  return Math.max(...gaps);
}

function checkLake({ lake }: DeployConfig): readonly ConfigFault[] {
  if (lake.key === undefined || lake.bucket !== undefined) return [];
  const remedy =
    "Name that bucket in lake.bucket, or leave the key out: a new bucket gets its own.";
  return [{ field: "lake.key", problem: "is the key of no existing bucket.", remedy }];
}

function checkZones({ network, region }: DeployConfig): readonly ConfigFault[] {
  if (network.kind === "existing" || region === undefined) return [];
  const stray = network.zones.findIndex((zone) => !zone.startsWith(region));
  if (stray < 0) return [];
  const problem = `is ${network.zones[stray]}, which is not in ${region}.`;
  return [{ field: `network.zones[${stray}]`, problem, remedy: `Write zones of ${region}.` }];
}
