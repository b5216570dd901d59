import { readDataset, readPreparedShard } from "#lib/candidates/read-shards.ts";
import { scaleOf } from "#lib/candidates/series-scale.ts";
import { actualsAfter } from "#lib/candidates/series-window.ts";
import { seriesOf } from "#lib/candidates/shard-forecast.ts";
import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { ScoreBoard, type Scores } from "#lib/forecasting/score-board.ts";
import { readForecastShard } from "#lib/lake/forecast-shards.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { DriftGauge } from "#lib/publication/drift.ts";
import type { StepContext } from "#lib/run/step.ts";

/** What came since an earlier publication: its forecasts scored, and how the data moved. */
export interface Measured {
  readonly scores: Scores;
  /** Population stability index; NaN where the history is too short. */
  readonly stabilityIndex: number;
}

/**
 * Holds what an earlier run published to what is known by now. A series counts where both runs keep it in
 * the shard of the same number, as nearly all are.
 *
 * @param runs publications before this one, the latest first
 */
export async function measureSince(
  context: StepContext,
  dataset: DatasetDescription,
  runs: readonly string[],
): Promise<Measured> {
  const { lake, run, config, signal } = context;
  const earlier = await oldestWithin(lake, runs, dataset);
  const board = new ScoreBoard(config.quantiles);
  const gauge = new DriftGauge(dataset.horizon, dataset.calendar.frequency);
  for (let shard = 0; shard < dataset.shardCount; shard++) {
    signal.throwIfAborted();
    const prepared = await readPreparedShard(lake, run, shard);
    gauge.add(prepared);
    if (earlier === undefined || shard >= earlier.dataset.shardCount) continue;
    const forecasts = await readForecastShard(lake, earlier.run, shard);
    addShard(board, prepared, forecasts, earlier.dataset);
  }
  return { scores: board.summary().overall, stabilityIndex: gauge.finish().stabilityIndex };
}

interface EarlierRun {
  readonly run: string;
  readonly dataset: DatasetDescription;
}

/** The earliest publication that is at most a horizon old: of it the most has come true. */
async function oldestWithin(
  lake: Lake,
  runs: readonly string[],
  { cutoffPeriod, horizon }: DatasetDescription,
): Promise<EarlierRun | undefined> {
  let oldest: EarlierRun | undefined;
  for (const run of runs.slice(0, horizon)) {
    const dataset = await readDataset(lake, run).catch(() => undefined);
    const age = cutoffPeriod - (dataset?.cutoffPeriod ?? Number.NEGATIVE_INFINITY);
    if (dataset === undefined || age > horizon || dataset.horizon !== horizon) break;
    if (age > 0) oldest = { run, dataset };
  }
  return oldest;
}

function addShard(
  board: ScoreBoard,
  prepared: PreparedShard,
  forecasts: ForecastShard,
  { cutoffPeriod, horizon, season }: DatasetDescription,
): void {
  const places = new Map(forecasts.item.map((item, s) => [`${item}\0${forecasts.location[s]}`, s]));
  for (const [s, item] of prepared.item.entries()) {
    const at = places.get(`${item}\0${prepared.location[s]}`);
    if (at === undefined) continue;
    board.add({
      segment: forecasts.segment[at] ?? "",
      actual: actualsAfter(prepared, s, cutoffPeriod, horizon),
      scale: scaleOf(prepared, s, cutoffPeriod, season),
      ...seriesOf(forecasts, at, horizon),
    });
  }
}
