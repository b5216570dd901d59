import { seededRandom } from "#lib/domain/random.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { ForecastModel } from "./forecast-model.ts";
import { planForecast, readsWords, windowLengths } from "./forecast-plan.ts";
import type { ForecastTraining } from "./forecast-training.ts";
import { heldWindows } from "./held-windows.ts";
import { StatisticsReader } from "./input-statistics.ts";
import { learnWindows } from "./learn-windows.ts";
import { plannedEffort } from "./learning-settings.ts";
import { type EffortPlan, windowsWithin } from "./training-effort.ts";
import { countOrigins, OriginPicker, originRange, seenPeriods } from "./training-origins.ts";
import { TrainingWindows } from "./training-windows.ts";
import { WindowFeatures } from "./window-features.ts";

class NothingToLearnError extends ShelfcastError {
  readonly code = "NOTHING_TO_LEARN";
  override readonly kind = "data";

  constructor(seriesCount: number) {
    super(
      `None of the ${seriesCount} series has an observed value up to the cutoff to learn from.`,
      "Choose a later cutoff, or check which rows of the sales table were accepted.",
    );
  }
}

/** Learns one network and one forest for all series from windows sampled over series and time. */
export async function trainForecastNetwork(training: ForecastTraining): Promise<ForecastModel> {
  const { dataset, effort, settings, budget } = training;
  const plan = plannedEffort(effort, settings, budget);
  const survey = await surveyShards(training);
  const features = new WindowFeatures(survey.plan, training.text, training.levels);
  const windows = await sampleWindows(training, features, plan, survey.origins);
  if (windows.count === 0) throw new NothingToLearnError(dataset.seriesCount);
  const held = training.watch && (await heldWindows(training, features));
  return learnWindows(training, survey.plan, plan, windows, held);
}

/** First reading: statistics of the inputs, and how many origins there are. */
async function surveyShards(training: ForecastTraining) {
  const { dataset, cutoffPeriod, quantiles, text, levels } = training;
  const context = training.settings?.context ?? training.context;
  const reader = new StatisticsReader(dataset, cutoffPeriod);
  const rules = originRules(training, windowLengths(dataset, context).context);
  let origins = 0;
  for await (const shard of training.shards()) {
    training.signal.throwIfAborted();
    reader.add(shard);
    origins += countOrigins(shard, rules);
  }
  const plan = planForecast(dataset, reader.finish(), {
    levels: quantiles,
    context,
    textWidth: text?.width ?? 0,
    expectsLevels: levels !== undefined,
    ...(training.fallsWith && { fallsWith: training.fallsWith }),
    lastPeriod: cutoffPeriod,
  });
  return { plan, origins };
}

const originRules = ({ dataset, cutoffPeriod }: ForecastTraining, context: number) => ({
  firstPeriod: dataset.firstPeriod,
  lastPeriod: cutoffPeriod,
  horizon: dataset.horizon,
  context,
});

/** Share of windows that words are kept from, so that a forecast can be asked for without them. */
const wordlessShare = 0.2;

/** Second reading: the windows to learn from, with their features. */
async function sampleWindows(
  training: ForecastTraining,
  features: WindowFeatures,
  effort: EffortPlan,
  origins: number,
): Promise<TrainingWindows> {
  const { cutoffPeriod, seed, signal } = training;
  const bytes = TrainingWindows.bytesPerWindow(features);
  const wanted = Math.min(origins, windowsWithin(effort, bytes));
  const windows = new TrainingWindows(features, cutoffPeriod, wanted);
  const { context } = features.plan.windows;
  const rules = originRules(training, context);
  const young = seededRandom(seed, "young");
  const wordless = seededRandom(seed, "wordless");
  const isWordless = () => readsWords(features.plan) && wordless.uniform() < wordlessShare;
  const picker = new OriginPicker(origins, wanted, seededRandom(seed, "origins"));
  for await (const shard of training.shards()) {
    signal.throwIfAborted();
    for (let series = 0; series < shard.item.length; series++) {
      const range = originRange(shard, series, rules);
      if (range === undefined) continue;
      for (const origin of picker.pick(range.first, range.last)) {
        const seen = seenPeriods(young, context);
        windows.add({ shard, series, origin, seen, isWordless: isWordless() });
      }
    }
  }
  windows.weigh();
  return windows;
}
