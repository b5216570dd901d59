import type { JobKind } from "#lib/contracts/cloud-jobs.ts";
import type { GraphSize } from "#lib/contracts/graph-size.ts";
import type { StepName } from "#lib/contracts/lake-keys.ts";
import { type Machine, placementOf } from "#lib/contracts/step-placement.ts";

/** A step, as far as the order of jobs goes. */
export interface NeedingStep {
  readonly name: StepName;
  readonly needs: readonly StepName[];
}

/** One job of AWS Batch, before it has an id. */
export interface PlannedJob {
  /** Unique within the run. */
  readonly name: string;
  /** The definition it is made from. */
  readonly kind: JobKind;
  readonly machine: Machine;
  /** Names of jobs that must have succeeded. */
  readonly needs: readonly string[];
  /** Containers that share the work, as an array; 1 is a plain job. */
  readonly parts: number;
}

/**
 * The jobs of what is left of a run, each after those it needs. A step that is shared by containers is
 * an array, closed by a job of its own, which finds nothing to do but to say that the step is done.
 *
 * @param steps of the night, in an order in which each comes after those it needs
 * @param rounds trials of each round of the search for settings, each round after the one before
 */
export function planGraph(
  steps: readonly NeedingStep[],
  done: ReadonlySet<StepName>,
  size: GraphSize,
  rounds: readonly number[] = [],
): PlannedJob[] {
  const left = steps.filter(({ name }) => !done.has(name));
  if (left.length === 0) return [];
  if (size === "whole") {
    return [{ name: "night", kind: "night", machine: "gpu", ...alone([]) }];
  }
  return left.flatMap((step) =>
    step.name === "tune" ? tuningJobs(step, done, rounds) : jobsOf(step, done, size),
  );
}

const alone = (needs: readonly string[]) => ({ needs, parts: 1 });
const partsName = (step: StepName): string => `${step}-parts`;

function jobsOf(
  { name, needs }: NeedingStep,
  done: ReadonlySet<StepName>,
  parts: number,
): PlannedJob[] {
  const { machine, isSplit } = placementOf(name);
  const job = { kind: name, machine };
  const first = needs.filter((need) => !done.has(need));
  if (!isSplit || parts === 1) return [{ ...job, name, ...alone(first) }];
  return [
    { ...job, name: partsName(name), needs: first, parts },
    { ...job, name, ...alone([partsName(name)]) },
  ];
}

/** An array a round, a trial a container, and a job that chooses among them. */
function tuningJobs(
  { name, needs }: NeedingStep,
  done: ReadonlySet<StepName>,
  rounds: readonly number[],
): PlannedJob[] {
  const job = { kind: name, machine: placementOf(name).machine };
  const first = needs.filter((need) => !done.has(need));
  const roundName = (round: number): string => `${name}-round-${round + 1}`;
  const before = (round: number) => (round === 0 ? first : [roundName(round - 1)]);
  const arrays = rounds.map((parts, round) => {
    return { ...job, name: roundName(round), ...alone(before(round)), parts };
  });
  return [...arrays, { ...job, name, ...alone(before(rounds.length)) }];
}
