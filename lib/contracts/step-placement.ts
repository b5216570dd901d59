import { lakePrefix, runManifestKey, type StepName } from "./lake-keys.ts";

/** Where a step runs in the cloud, and what it may touch. */
interface StepPlacement {
  /** `gpu` falls back to `cpu` in a stack without an accelerator. */
  readonly machine: Machine;
  /** Whether containers may share its shards, each with `--shard I/N`; a last one then closes the step. */
  readonly isSplit: boolean;
  /** Prefixes of the lake, beside what the run's steps wrote. */
  readonly reads: readonly string[];
  /** Prefixes of the lake, beside what this step leaves under its run. */
  readonly writes: readonly string[];
  /** After which it is stopped: many times what it takes. */
  readonly hours: number;
}

export type Machine = "gpu" | "cpu";

/** Read by cdk/ to define the jobs and by jobs/ to submit them: a new step does not compile without its line. */
const stepPlacement = {
  ingest: {
    machine: "cpu",
    isSplit: false,
    reads: [lakePrefix.raw, lakePrefix.privacy],
    writes: [],
    hours: 6,
  },
  prepare: { machine: "cpu", isSplit: false, reads: [], writes: [], hours: 6 },
  embed: {
    machine: "gpu",
    isSplit: false,
    reads: [lakePrefix.text, lakePrefix.models],
    writes: [lakePrefix.text, lakePrefix.models],
    hours: 12,
  },
  signals: { machine: "cpu", isSplit: false, reads: [], writes: [], hours: 6 },
  tune: {
    machine: "gpu",
    isSplit: false,
    reads: [lakePrefix.text, lakePrefix.published],
    writes: [],
    hours: 12,
  },
  train: {
    machine: "gpu",
    isSplit: false,
    reads: [lakePrefix.text, lakePrefix.models, lakePrefix.published],
    writes: [lakePrefix.models],
    hours: 12,
  },
  score: {
    machine: "gpu",
    isSplit: true,
    reads: [lakePrefix.text, lakePrefix.models],
    writes: [],
    hours: 6,
  },
  reconcile: {
    machine: "cpu",
    isSplit: false,
    reads: [lakePrefix.text, lakePrefix.models],
    writes: [],
    hours: 6,
  },
  replenish: {
    machine: "cpu",
    isSplit: true,
    reads: [lakePrefix.decisions],
    writes: [],
    hours: 6,
  },
  allocate: {
    machine: "cpu",
    isSplit: false,
    reads: [lakePrefix.decisions],
    writes: [],
    hours: 6,
  },
  recommend: {
    machine: "cpu",
    isSplit: false,
    reads: [lakePrefix.text, lakePrefix.models],
    writes: [lakePrefix.models],
    hours: 6,
  },
  publish: {
    machine: "cpu",
    isSplit: false,
    reads: [lakePrefix.published],
    // And, as the last step, the manifest of the run.
    writes: [lakePrefix.published, runManifestKey("*")],
    hours: 6,
  },
} as const satisfies Record<StepName, StepPlacement>;

export const placementOf = (step: StepName): StepPlacement => stepPlacement[step];
export const placedSteps = Object.keys(stepPlacement) as readonly StepName[];
