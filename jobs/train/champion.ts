import { modelFile } from "#lib/candidates/trained-selection.ts";
import { modelKey, stepKey } from "#lib/contracts/lake-keys.ts";
import type { ModelCard } from "#lib/contracts/model-card.ts";
import type { ChampionState, RealisedScores } from "#lib/contracts/model-gate.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { type TrainingSummary, trainingSummaryName } from "#lib/contracts/training-summary.ts";
import { driftSigns } from "#lib/forecasting/model-drift.ts";
import type { Scores } from "#lib/forecasting/score-board.ts";
import { shareBetween } from "#lib/forecasting/score-totals.ts";
import { readItemEncoder } from "#lib/lake/item-vectors.ts";
import { readJson } from "#lib/lake/json-objects.ts";
import { publishedRuns, readLatest } from "#lib/publication/latest.ts";
import type { StepContext } from "#lib/run/step.ts";
import { measureSince } from "./realised-scores.ts";

/** The model of the publication before this run, as it does now. */
export interface Champion {
  readonly state: ChampionState;
  /** What its training said of it. */
  readonly summary: TrainingSummary;
}

/** Known periods below which realised scores say nothing. */
const leastPeriods = 200;

/** Undefined where nothing was published before, or by a model that cannot forecast this run. */
export async function findChampion(
  context: StepContext,
  dataset: DatasetDescription,
): Promise<Champion | undefined> {
  const { lake, run, config } = context;
  const runs = publishedRuns(await readLatest(lake)).filter((other) => other !== run);
  if (runs[0] === undefined) return undefined;
  const key = stepKey(runs[0], "train", trainingSummaryName);
  const summary = await readJson<TrainingSummary>(lake, key);
  const card =
    summary && (await readJson<ModelCard>(lake, modelKey(summary.model, modelFile.card)));
  if (!summary || !card || !canForecast(card, dataset, context)) return undefined;
  if (card.data.encoder !== ((await readItemEncoder(lake, run)) ?? null)) return undefined;
  const { scores, stabilityIndex } = await measureSince(context, dataset, runs);
  const realised = realisedScores(scores);
  const known = {
    age: dataset.cutoffPeriod - card.data.cutoffPeriod,
    expectedWape: summary.overall.published?.wape,
    stabilityIndex: Number.isNaN(stabilityIndex) ? undefined : stabilityIndex,
  };
  const { coverage, wape } = realised ?? {};
  const health = { ...known, coverage, wape, nominal: nominalCoverage(config.quantiles) };
  const { keepFor: mostPeriods, coverageBand } = config.training;
  return {
    summary,
    state: {
      model: summary.model,
      cutoff: card.data.cutoff,
      age: known.age,
      realised: realised ?? null,
      expectedWape: known.expectedWape ?? null,
      stabilityIndex: known.stabilityIndex ?? null,
      drift: driftSigns(health, { mostPeriods, coverageBand }),
    },
  };
}

export const nominalCoverage = (levels: readonly number[]): number =>
  shareBetween(levels[0] ?? 0, levels.at(-1) ?? 0);

/** The same question about the same kind of data, later. */
function canForecast(
  { data }: ModelCard,
  dataset: DatasetDescription,
  { config: { quantiles } }: StepContext,
): boolean {
  const { horizon, season, target, calendar, cutoffPeriod, known, past } = dataset;
  return (
    JSON.stringify(data.quantiles) === JSON.stringify(quantiles) &&
    data.horizon === horizon &&
    data.season === season &&
    data.target === target &&
    data.frequency === calendar.frequency &&
    data.cutoffPeriod <= cutoffPeriod &&
    data.known.every((name) => known.includes(name)) &&
    data.past.every((name) => past.includes(name))
  );
}

function realisedScores({ periods, coverage, wape }: Scores): RealisedScores | undefined {
  const share = coverage[0]?.actual;
  if (periods < leastPeriods || typeof share !== "number" || wape === null) return undefined;
  return { periods, coverage: share, wape };
}
