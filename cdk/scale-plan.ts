import { graphSizeFor } from "#lib/contracts/graph-size.ts";
import { cpuContainer } from "#lib/contracts/price-table.ts";
import { type Machine, placedSteps, placementOf } from "#lib/contracts/step-placement.ts";
import type { DeployConfig } from "./config/deploy-config.ts";
import { isBounded, measuredNight, nightDollars, stepHours } from "./night-costs.ts";

/** What a night of a size takes. */
export interface ScalePlan {
  readonly series: number;
  /** Each with a lake of its own, as a stack beyond what one container holds must be split. */
  readonly stacks: number;
  readonly rawBytes: number;
  /** Of each stack: the job that begins, and those that it submits; an array counts as its containers. */
  readonly jobs: number;
  /** Of each stack, its steps one after another; starting machines is not in it. */
  readonly hours: number;
  /** Of all stacks together. */
  readonly dollars: number;
}

export function scalePlan(config: DeployConfig, series: number): ScalePlan {
  const stacks = Math.ceil(series / mostSeriesOfStack());
  const each = series / stacks;
  const rawBytes = each * rawBytesOfSeries;
  const size = graphSizeFor(rawBytes);
  const parts = size === "whole" ? 1 : size;
  return {
    ...{ series, stacks, rawBytes: rawBytes * stacks },
    jobs: size === "whole" ? 2 : 1 + jobsOf(parts),
    hours: placedSteps.reduce((sum, step) => {
      const atOnce = placementOf(step).isSplit ? Math.min(parts, containersOf(config, step)) : 1;
      return sum + stepHours(step, each) / atOnce;
    }, 0),
    dollars: stacks * nightDollars(config, each),
  };
}

/** What stops a stack that grows, soonest first. */
export interface Limit {
  readonly what: string;
  readonly series: number;
}

export function limitsOfStack(): readonly Limit[] {
  const disk = {
    what: `the disk of ${cpuContainer.diskGib} GiB of the container that fetches the raw files`,
    series: (cpuContainer.diskGib * 2 ** 30) / rawBytesOfSeries,
  };
  const hours = placedSteps
    .filter((step) => !placementOf(step).isSplit && !isBounded(step))
    .map((step) => ({
      what: `the ${placementOf(step).hours} hours that \`${step}\` may take in its one container`,
      series: placementOf(step).hours / stepHours(step, 1),
    }));
  return [disk, ...hours].sort((a, b) => a.series - b.series);
}

/** A quarter of the soonest limit: raw files differ from those that were measured. */
const mostSeriesOfStack = (): number => Math.floor((limitsOfStack()[0] as Limit).series / 4);

const rawBytesOfSeries = measuredNight.rawBytes / measuredNight.series;

/** A step that is shared is an array, and a job that closes it. */
const jobsOf = (parts: number): number =>
  placedSteps.reduce(
    (sum, step) => sum + (placementOf(step).isSplit && parts > 1 ? parts + 1 : 1),
    0,
  );

/** How many containers the queue runs at once. */
function containersOf({ compute }: DeployConfig, step: (typeof placedSteps)[number]): number {
  const machine: Machine = compute.accelerator === "none" ? "cpu" : placementOf(step).machine;
  const most = machine === "gpu" ? compute.gpuMaxVcpus : compute.cpuMaxVcpus;
  return Math.max(1, Math.floor(most / cpuContainer.vcpus));
}
