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
  await useChampion(context, champion, { decision: "kept", reason, coverage: null });
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
  const facts = { nominal, coverage: coverage ?? null, champion: champion?.state ?? null };
  if (coverage === undefined || coverage >= least) {
    const reason = trainedReason(champion, coverage, nominal);
    await writeGate(context, { decision: "trained", reason, model: run, ...facts });
    await writeJson(lake, stepKey(run, "train", trainingSummaryName), summary);
    return;
  }
  const latest = await readLatest(lake);
  if (champion === undefined && latest && latest.run !== run) {
    throw new CoverageGateError(percent(coverage), percent(least));
  }
  const low = `The bands of the model trained now cover ${percent(coverage)} of validation periods, less than ${percent(least)}`;
  if (champion === undefined) {
    const reason = `${low}; there is none before it to take instead.`;
    context.progress.say(reason);
    await writeGate(context, { decision: "trained", reason, model: run, ...facts });
    await writeJson(lake, stepKey(run, "train", trainingSummaryName), summary);
    return;
  }
  const reason = `${low}; ${champion.state.model}, the last good one, is used instead.`;
  context.progress.say(reason);
  await useChampion(context, champion, { decision: "fell-back", reason, coverage });
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

async function useChampion(
  context: StepContext,
  { state, summary }: Champion,
  decided: Pick<ModelGate, "decision" | "reason" | "coverage">,
): Promise<void> {
  const { lake, run, config } = context;
  const nominal = nominalCoverage(config.quantiles);
  await writeGate(context, { ...decided, model: state.model, nominal, champion: state });
  await writeJson(lake, stepKey(run, "train", trainingSummaryName), summary);
}

const writeGate = ({ lake, run }: StepContext, gate: ModelGate): Promise<void> =>
  writeJson(lake, stepKey(run, "train", modelGateName), gate);
