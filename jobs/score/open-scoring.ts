import { forecastSettings } from "#lib/candidates/forecast-settings.ts";
import { decodeRunModel } from "#lib/candidates/run-model.ts";
import type { TrainedSelection } from "#lib/candidates/trained-selection.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import { readExpectedLevels } from "#lib/lake/expected-levels.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { openExplainer } from "#lib/models/explainer.ts";
import { openForecaster } from "#lib/models/forecaster.ts";

/** What the shards of a run are scored with. */
export interface ScoringSource {
  readonly run: string;
  readonly dataset: DatasetDescription;
  readonly levels: QuantileLevels;
  readonly trained: TrainedSelection;
  /** Bytes of the network; undefined where no segment uses it. */
  readonly model: Uint8Array | undefined;
}

/** Makes ready what one thread scores shards with. */
export async function openScoring(
  lake: Lake,
  { run, dataset, levels, trained, model }: ScoringSource,
) {
  const learned = model && (await decodeRunModel(lake, run, model, dataset.cutoffPeriod));
  const options = { threads: 1, text: learned?.text, levels: learned?.levels };
  return {
    ...trained,
    cutoffPeriod: dataset.cutoffPeriod,
    settings: forecastSettings(dataset, levels),
    forecaster: learned && (await openForecaster(learned.model, options)),
    explainer: learned && (await openExplainer(learned.model, options)),
    expected: await readExpectedLevels(lake, run, dataset.cutoffPeriod),
  };
}
