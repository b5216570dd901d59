import { stepKey } from "#lib/contracts/lake-keys.ts";
import { type ModelGate, modelGateName } from "#lib/contracts/model-gate.ts";
import { type TrainingSummary, trainingSummaryName } from "#lib/contracts/training-summary.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { readLatest } from "#lib/publication/latest.ts";
import type { StepContext } from "#lib/run/step.ts";
import { type Champion, nominalCoverage } from "./champion.ts";

class CoverageGateError extends ShelfcastError {
  readonly code = "COVERAGE_GATE";
  override readonly kind = "data";

  constructor(coverage: string, least: string) {
    super(
      `The bands of the model trained now cover ${coverage} of validation periods, less than ${least}, and no earlier model can forecast this run. The last publication stays.`,
      "Look for a break in the data, or widen training.coverage_band.",
    );
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Goes on with the champion: nothing is trained. */
export async function keepChampion(context: StepContext, champion: Champion): Promise<void> {
  const { model, age } = champion.state;
  const reason = `Nothing was trained: the model of ${age} periods ago has not drifted.`;
  context.progress.say(`${reason} It is ${model}.`);
  const { summary } = champion;
  await decide(context, { decision: "kept", reason, summary, coverage: undefined, champion });
}

/**
 * Lets the model that was trained tonight through, or takes the champion instead.
 *
 * @param coverage share of validation periods within its outer quantiles; undefined where not measured
 * @throws CoverageGateError where there is no champion, but a publication to protect
 */
export async function passGate(
  context: StepContext,
  summary: TrainingSummary,
  coverage: number | undefined,
  champion: Champion | undefined,
): Promise<void> {
  const { lake, run, config } = context;
  const nominal = nominalCoverage(config.quantiles);
  const least = nominal - config.training.coverageBand;
  if (coverage === undefined || coverage >= least) {
    const reason = trainedReason(champion, coverage, nominal);
    return decide(context, { decision: "trained", reason, summary, coverage, champion });
  }
  const latest = await readLatest(lake);
  if (champion === undefined && latest && latest.run !== run) {
    throw new CoverageGateError(percent(coverage), percent(least));
  }
  const low = `The bands of the model trained now cover ${percent(coverage)} of validation periods, less than ${percent(least)}`;
  const reason = champion
    ? `${low}; ${champion.state.model}, the last good one, is used instead.`
    : `${low}; there is none before it to take instead.`;
  context.progress.say(reason);
  const decision = champion ? "fell-back" : "trained";
  const used = champion?.summary ?? summary;
  await decide(context, { decision, reason, summary: used, coverage, champion });
}

function trainedReason(
  champion: Champion | undefined,
  coverage: number | undefined,
  nominal: number,
): string {
  const covers =
    coverage === undefined
      ? "Its coverage could not be measured"
      : `Its bands cover ${percent(coverage)} of validation periods, where they should ${percent(nominal)}`;
  const signs = champion?.state.drift ?? [];
  return signs.length === 0 ? `${covers}.` : `${covers}. Of the one before: ${signs.join(" ")}`;
}

interface Decided extends Pick<ModelGate, "decision" | "reason"> {
  /** Of the model that is used. */
  readonly summary: TrainingSummary;
  readonly coverage: number | undefined;
  readonly champion: Champion | undefined;
}

/** Leaves for the steps after it which model forecasts, and why. */
async function decide(
  { lake, run, config }: StepContext,
  { decision, reason, summary, coverage, champion }: Decided,
): Promise<void> {
  const gate: ModelGate = {
    ...{ decision, reason, model: summary.model },
    nominal: nominalCoverage(config.quantiles),
    coverage: coverage ?? null,
    champion: champion?.state ?? null,
  };
  await writeJson(lake, stepKey(run, "train", modelGateName), gate);
  await writeJson(lake, stepKey(run, "train", trainingSummaryName), summary);
}
