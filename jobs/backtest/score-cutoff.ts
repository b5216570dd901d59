import { forecastSettings } from "#lib/candidates/forecast-settings.ts";
import { isBaseline, memberForecasts, memberNames } from "#lib/candidates/member-forecasts.ts";
import { openRunForecaster } from "#lib/candidates/open-forecaster.ts";
import { readDataset, readPreparedShard } from "#lib/candidates/read-shards.ts";
import { remapStatics } from "#lib/candidates/remap-statics.ts";
import { scaleOf } from "#lib/candidates/series-scale.ts";
import { type ShardForecast, seriesOf } from "#lib/candidates/shard-forecast.ts";
import { readModelOf } from "#lib/candidates/trained-selection.ts";
import { shardKey } from "#lib/contracts/lake-keys.ts";
import { type ReconciliationSummary, reconciliationKey } from "#lib/contracts/level-forecasts.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { WordsChoice } from "#lib/contracts/words-choice.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { periodDate } from "#lib/domain/period.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import { ScoreBoard } from "#lib/forecasting/score-board.ts";
import { type Wrmsse, WrmsseBoard } from "#lib/forecasting/wrmsse.ts";
import { readExpectedLevels } from "#lib/lake/expected-levels.ts";
import { decodeForecastShard, readForecastShard } from "#lib/lake/forecast-shards.ts";
import { requireJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { readActuals } from "./actuals.ts";
import { forecastLines, type LineKey } from "./forecast-lines.ts";
import { leveledSeries } from "./leveled-series.ts";

export interface CutoffScoring {
  readonly lake: Lake;
  /** The run that saw nothing after the cutoff, and the one that saw all. */
  readonly run: string;
  readonly actualsRun: string;
  readonly cutoff: BusinessDate;
  readonly levels: QuantileLevels;
  readonly writeForecasts: (lines: string) => Promise<void>;
  readonly writeBaselines: (lines: string) => Promise<void>;
}

export interface CutoffScores {
  /** The published forecast first, then each member that it may be blended of, alone. */
  readonly boards: ReadonlyMap<string, ScoreBoard>;
  /** By the same names. */
  readonly wrmsse: ReadonlyMap<string, Wrmsse>;
  readonly reconciliation: CutoffReconciliation;
  /** Seconds the baselines took, all together. */
  readonly baselineSeconds: number;
  /** Where words of items were used; undefined where there were none. */
  readonly words: WordsChoice | undefined;
}

/** What reconciling did at one cutoff. */
export interface CutoffReconciliation
  extends Pick<ReconciliationSummary, "method" | "reason" | "trust"> {
  /** Of the forecasts as they were before; those after are the published ones. */
  readonly before: Wrmsse;
}

/** The published forecasts as `score` left them. */
const asScored = "score";

async function readReconciliation(lake: Lake, run: string, before: Wrmsse) {
  const key = reconciliationKey(run);
  const { method, reason, trust } = await requireJson<ReconciliationSummary>(lake, key);
  return { method, reason, trust, before };
}

async function readForecasts(lake: Lake, run: string, shard: number) {
  const key = shardKey(run, "score", shard);
  const scored = decodeForecastShard(await lake.read(key), key);
  return { published: await readForecastShard(lake, run, shard), scored };
}

/** Writes the lines of one cutoff, and scores them. */
export async function scoreCutoff(scoring: CutoffScoring): Promise<CutoffScores> {
  const { lake, run, levels } = scoring;
  const dataset = await readDataset(lake, run);
  const settings = forecastSettings(dataset, levels);
  const actuals = await readActuals(lake, scoring.actualsRun, dataset.cutoffPeriod);
  const dates = datesAfter(dataset);
  const { trained, members, ...opened } = await openMembers(lake, run, dataset.cutoffPeriod);
  const names = ["published", ...members];
  const boards = new Map(names.map((name) => [name, new ScoreBoard(levels)]));
  const periods = dataset.cutoffPeriod - dataset.firstPeriod + 1;
  const hierarchy = new WrmsseBoard(periods, dataset.horizon);
  let baselineSeconds = 0;
  for (let index = 0; index < dataset.shardCount; index++) {
    const shard = await readPreparedShard(lake, run, index);
    const { published, scored } = await readForecasts(lake, run, index);
    const began = performance.now();
    const known = remapStatics(shard, dataset.statics, trained.statics);
    const alone = await memberForecasts(known, dataset.cutoffPeriod, new Set(members), {
      ...{ settings, ...opened },
    });
    baselineSeconds += (performance.now() - began) / 1000;
    const models = new Map<string, ShardForecast>([["published", published], ...alone]);
    for (const [s, item] of shard.item.entries()) {
      const location = shard.location[s] ?? "";
      const actual = actuals.after(item, location);
      const line: LineKey = { cutoff: scoring.cutoff, item, location, dates, actual };
      const ofSeries = new Map(
        [...models].map(([name, forecast]) => [name, seriesOf(forecast, s, dataset.horizon)]),
      );
      const scale = scaleOf(shard, s, dataset.cutoffPeriod, dataset.season);
      const segment = published.segment[s] ?? "";
      for (const [name, one] of ofSeries) {
        boards.get(name)?.add({ segment, actual, scale, ...one });
        if (name === "published") await scoring.writeForecasts(forecastLines(line, one));
        else await scoring.writeBaselines(forecastLines({ ...line, model: name }, one));
      }
      const means = new Map([...ofSeries].map(([name, { mean }]) => [name, mean]));
      means.set(asScored, seriesOf(scored, s, dataset.horizon).mean);
      hierarchy.add({ ...leveledSeries(shard, s, dataset), actual, means });
    }
  }
  await opened.forecaster?.close();
  const wrmsse = new Map(names.map((name) => [name, hierarchy.summary(name)]));
  const reconciliation = await readReconciliation(lake, run, hierarchy.summary(asScored));
  return { boards, wrmsse, reconciliation, baselineSeconds, words: trained.words };
}

const datesAfter = ({ cutoffPeriod, horizon, calendar }: DatasetDescription): BusinessDate[] =>
  Array.from({ length: horizon }, (_, h) => periodDate(cutoffPeriod + 1 + h, calendar));

/** The run's model, and what it may blend; without a network, baselines alone. */
async function openMembers(lake: Lake, run: string, asOf: number) {
  const { trained, network } = await readModelOf(lake, run);
  const options = { threads: 1, asOf };
  const forecaster = network && (await openRunForecaster(lake, run, network, options));
  return {
    ...{ trained, forecaster, expected: await readExpectedLevels(lake, run, asOf) },
    members: memberNames.filter((name) => isBaseline(name) || forecaster),
  };
}
