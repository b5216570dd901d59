import type { Trial, TrialRecord, TuningSummary } from "#lib/contracts/tuning.ts";
import { chooseTrial } from "#lib/tuning/choose-trial.ts";
import { questionOf } from "./found-before.ts";
import type { Trying } from "./run-trial.ts";

const tooShort =
  "The history is too short to hold any of it back: no settings are tried, and the default ones are used.";

/** What a search found; the trials of its last rung were trained in full, and are compared. */
export function summarise(
  { context, dataset }: Pick<Trying, "context" | "dataset">,
  records: readonly TrialRecord[],
): TuningSummary {
  const last = records.at(-1)?.rung;
  const whole = records.filter(({ rung }) => rung === last);
  const { trial: chosen, reason } =
    whole.length > 0 ? chooseTrial(whole) : { trial: 0, reason: tooShort };
  return {
    search: context.config.tuning.search,
    trials: records.map(withoutLosses),
    chosen,
    settings: whole.find(({ trial }) => trial === chosen)?.settings ?? {},
    reason,
    cutoffPeriod: dataset.cutoffPeriod,
    question: questionOf(context, dataset),
  };
}

const withoutLosses = ({ losses: _losses, ...trial }: TrialRecord): Trial => trial;
