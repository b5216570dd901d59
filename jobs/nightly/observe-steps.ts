import type { CommandIo } from "#jobs/cli/command.ts";
import { sayNumber } from "#jobs/cli/text-table.ts";
import type { HowSettled, StepObserver } from "#lib/run/run-steps.ts";
import type { StepCounts } from "#lib/run/step.ts";

/** Shows a run's steps on the terminal as they begin and end. */
export function observerOf({ progress }: Pick<CommandIo, "progress">): StepObserver {
  return {
    begin: (step) => progress.begin(step),
    end: async (record, how) => {
      if (how !== "ran") progress.begin(record.step);
      if (how === "ran") progress.record?.(record);
      progress.end(how === "ran" ? sayCounts(record.counts) : sayOld(how, record.takenFrom));
    },
  };
}

function sayOld(how: Exclude<HowSettled, "ran">, from: string | undefined): string {
  if (how === "idle") return "not asked for";
  return how === "was done" ? "done before" : `unchanged since run ${from ?? "before"}`;
}

const sayCounts = (counts: StepCounts): string =>
  Object.entries(counts)
    .map(([name, count]) => (typeof count === "number" ? `${sayNumber(count)} ${name}` : count))
    .join(", ");
