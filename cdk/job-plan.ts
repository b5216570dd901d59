import { type JobKind, jobParameter } from "#lib/contracts/cloud-jobs.ts";
import { lakePrefix, type StepName } from "#lib/contracts/lake-keys.ts";
import { type Machine, placedSteps, placementOf } from "#lib/contracts/step-placement.ts";
import type { LakeAccess } from "./data-lake.ts";

/** What a kind of job is told to do, and what of the lake it may touch. */
export interface JobPlan {
  readonly machine: Machine;
  readonly hours: number;
  /** After `shelfcast`; `Ref::name` stands for a parameter of the job. */
  readonly words: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly access: LakeAccess;
  /** Whether it is given the salt by which customers are hashed. */
  readonly knowsSalt: boolean;
}

const runWords = ["--run", `Ref::${jobParameter.run}`];
/** Replaced by whoever submits: a job without a run's name fails at once, by name. */
const noRun = { [jobParameter.run]: "none" };
const mostHours = 24;

export function planOf(kind: JobKind, nightConfig: string): JobPlan {
  if (kind === "begin") return beginPlan(nightConfig);
  if (kind === "night") return nightPlan();
  return stepPlan(kind);
}

/** Reads the raw files, takes over what is unchanged since the last run, and submits the rest. */
const beginPlan = (nightConfig: string): JobPlan => ({
  machine: "cpu",
  hours: 6,
  words: ["begin", "--config", `Ref::${jobParameter.config}`],
  parameters: { [jobParameter.config]: nightConfig },
  access: {
    reads: [
      lakePrefix.raw,
      lakePrefix.published,
      lakePrefix.privacy,
      lakePrefix.decisions,
      lakePrefix.overrides,
    ],
    writes: [lakePrefix.runs],
  },
  knowsSalt: true,
});

function nightPlan(): JobPlan {
  const accesses = placedSteps.map((step) => stepPlan(step).access);
  const all = (of: (access: LakeAccess) => readonly string[]) => [...new Set(accesses.flatMap(of))];
  return {
    machine: "gpu",
    hours: mostHours,
    words: ["step", "all", ...runWords],
    parameters: noRun,
    knowsSalt: true,
    access: {
      reads: all(({ reads }) => reads),
      writes: all(({ writes }) => writes),
      removes: all(({ removes = [] }) => removes),
    },
  };
}

function stepPlan(step: StepName): JobPlan {
  const { machine, hours, reads, writes } = placementOf(step);
  const own = `${lakePrefix.runs}*/${step}/`;
  return {
    machine,
    hours,
    words: ["step", step, ...runWords],
    parameters: noRun,
    knowsSalt: step === "ingest",
    access: { reads: [lakePrefix.runs, ...reads], writes: [own, ...writes], removes: [own] },
  };
}
