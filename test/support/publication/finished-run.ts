import { parseConfig } from "#lib/config/parse-config.ts";
import { type ExplanationShard, explanationShardKey } from "#lib/contracts/explanation-shard.ts";
import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import { reorderShardKey, shardKey, stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { TrainingSummary } from "#lib/contracts/training-summary.ts";
import { type TrendShard, trendShardKey } from "#lib/contracts/trend-shard.ts";
import { type LearningSettings, type TuningSummary, tuningKey } from "#lib/contracts/tuning.ts";
import { parseBusinessDate, toEpochDay } from "#lib/domain/business-date.ts";
import { encodeColumns } from "#lib/lake/column-codec.ts";
import { encodeExplanationShard } from "#lib/lake/explanation-shards.ts";
import { encodeForecastShard } from "#lib/lake/forecast-shards.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { encodePreparedShard } from "#lib/lake/prepared-shards.ts";
import { encodeReorderShard } from "#lib/lake/reorder-shards.ts";
import { encodeTrendShard } from "#lib/lake/trend-shards.ts";
import { reorderShard } from "./reorder-shard.ts";

const levels = [0.1, 0.5, 0.9];
const horizon = 7;
const historyDays = 60;
const cutoff = parseBusinessDate("2026-03-31");
const cutoffPeriod = toEpochDay(cutoff);

export const config = parseConfig(
  `name: Tea and Coffee
frequency: day
horizon: ${horizon}
quantiles: [${levels.join(", ")}]
tables:
  sales:
    files: sales.csv
    columns: { date: date, item: item, units: units }
`,
  "shelfcast.yaml",
);

/** Series by shard: item, location and title. Their order is that of a hash: none. */
type RunSeries = readonly (readonly {
  readonly item: string;
  readonly location: string;
  readonly title?: string;
  readonly quantity?: number;
}[])[];

const smallRun: RunSeries = [
  [
    { item: "TEA", location: "north", title: "Tea, <b>green</b>", quantity: 240 },
    { item: "-5%", location: "south", title: '=cmd|"/C calc"!A0' },
  ],
  [],
  [
    { item: "JAM", location: "south", title: "Jam", quantity: 0 },
    { item: "JAM", location: "north", title: "红茶", quantity: 12 },
    { item: "'-5%", location: "south" },
  ],
];

/** Leaves in the lake what the steps before `publish` leave. */
export async function placeFinishedRun(lake: Lake, run: string, series = smallRun): Promise<void> {
  const dataset = describeDataset(series);
  await writeJson(lake, stepKey(run, "prepare", "dataset.json"), dataset);
  await writeJson(lake, stepKey(run, "train", "summary.json"), training);
  await writeJson(lake, tuningKey(run), tuning);
  await writeJson(lake, stepKey(run, "ingest", "report.json"), ingest);
  await lake.write(stepKey(run, "prepare", "items.arrow"), itemTexts(series));
  for (const [shard, rows] of series.entries()) {
    const write = (key: string, bytes: Uint8Array) => lake.write(key, bytes);
    const prepared = encodePreparedShard(preparedShard(shard, rows, itemsOf(series)), horizon);
    await write(shardKey(run, "prepare", shard), prepared);
    await write(shardKey(run, "score", shard), encodeForecastShard(forecasts(shard, rows)));
    const explained = encodeExplanationShard(explanations(shard, rows));
    await write(explanationShardKey(run, shard), explained);
    await write(trendShardKey(run, shard), encodeTrendShard(trends(shard, rows)));
    const reorders = encodeReorderShard(reorderShard(shard, rows));
    await write(reorderShardKey(run, shard), reorders);
  }
}

const itemsOf = (series: RunSeries) => [...new Set(series.flat().map(({ item }) => item))];

/** The last title that a series of the item bears; all are of one category. */
function itemTexts(series: RunSeries): Uint8Array {
  const items = itemsOf(series);
  const titleOf = (item: string) => series.flat().findLast((row) => row.item === item)?.title ?? "";
  return encodeColumns(
    new Map([
      ["item", items],
      ["title", items.map(titleOf)],
      ["category", items.map(() => "drinks/hot")],
      ["brand", items.map(() => "Acme")],
    ]),
  );
}

const describeDataset = (series: RunSeries): DatasetDescription => ({
  calendar: { frequency: "day", weekStart: 0 },
  season: 7,
  horizon,
  firstPeriod: cutoffPeriod - historyDays + 1,
  cutoffPeriod,
  cutoff,
  target: "units",
  nonNegative: true,
  wholeNumbers: true,
  seriesCount: series.flat().length,
  shardCount: series.length,
  shardSeries: series.map((rows) => rows.length),
  shardValues: series.map((rows) => rows.length * historyDays),
  known: [],
  past: [],
  statics: [],
});

type Rows = RunSeries[number];
const column = <Value>(rows: Rows, value: (row: Rows[number]) => Value) => rows.map(value);

/** Every series sold 2 a day, and 4 a day in the last week of those whose item begins with T. */
function preparedShard(shard: number, rows: Rows, items: readonly string[]): PreparedShard {
  const sold = (at: number) => {
    const isLast = at % historyDays >= historyDays - horizon;
    return isLast && rows[Math.floor(at / historyDays)]?.item.startsWith("T") ? 4 : 2;
  };
  return {
    shard,
    item: column(rows, ({ item }) => item),
    location: column(rows, ({ location }) => location),
    itemRow: Int32Array.from(rows, ({ item }) => items.indexOf(item)),
    locationRow: new Int32Array(rows.length),
    firstPeriod: new Int32Array(rows.length).fill(cutoffPeriod - historyDays + 1),
    offsets: Int32Array.from({ length: rows.length + 1 }, (_, s) => s * historyDays),
    target: Float32Array.from({ length: rows.length * historyDays }, (_, at) => sold(at)),
    state: new Uint8Array(rows.length * historyDays),
    past: new Map(),
    known: new Map(),
    statics: new Map(),
  };
}

/** The mean on day h of the `n`th series of the shard is n + h / 3, its quantiles half and twice that. */
function forecasts(shard: number, rows: Rows): ForecastShard {
  const periods = rows.length * horizon;
  const mean = Float32Array.from({ length: periods }, (_, at) => {
    return 1 + Math.floor(at / horizon) + (at % horizon) / 3;
  });
  return {
    shard,
    item: column(rows, ({ item }) => item),
    location: column(rows, ({ location }) => location),
    mean,
    quantiles: Float32Array.from({ length: periods * levels.length }, (_, at) => {
      return (mean[Math.floor(at / levels.length)] as number) * 2 ** ((at % levels.length) - 1);
    }),
    saleProbability: new Float32Array(periods).fill(0.9),
    method: column(rows, ({ item }) => (item === "JAM" ? "seasonal-naive" : "network")),
    segment: column(rows, ({ item }) => (isNew(item) ? "new" : "steady")),
  };
}

const isNew = (item: string): boolean => item === "'-5%";

/** Everything is at its usual level; the item that is new was learned from the first of all. */
const explanations = (shard: number, rows: Rows): ExplanationShard => ({
  shard,
  item: column(rows, ({ item }) => item),
  location: column(rows, ({ location }) => location),
  groups: ["level"],
  baseline: new Float32Array(rows.length).fill(14),
  contributions: new Float32Array(rows.length),
  analogues: Int32Array.from(rows.flatMap(({ item }) => [isNew(item) ? 0 : -1, -1, -1])),
});

const trends = (shard: number, rows: Rows): TrendShard => ({
  shard,
  item: column(rows, ({ item }) => item),
  location: column(rows, ({ location }) => location),
  direction: column(rows, ({ item }) => (item === "TEA" ? "rising" : "steady")),
  change: new Float32Array(rows.length).fill(0.12),
  lost: new Float32Array(rows.length).fill(1.5),
  probability: new Float32Array(rows.length).fill(0.75),
});

const scores = (sql: number) => ({
  sql,
  wql: sql / 2,
  mase: sql * 1.2,
  wape: 0.31,
  bias: -0.02,
  coverage: 0.78,
});

const training: TrainingSummary = {
  candidates: ["network", "seasonal-naive", "network 50 % + ets"],
  segments: [
    {
      segment: "steady",
      series: 5,
      chosen: "network",
      reason: "SQL 0.712 against 0.955 of seasonal-naive.",
      scores: { network: scores(0.712), "seasonal-naive": scores(0.955) },
    },
  ],
  overall: { network: scores(0.712), "seasonal-naive": scores(0.955) },
  validationWindows: 2,
  model: "demo-1",
};

const trial = (number: number, wql: number, settings: LearningSettings) => ({
  ...{ trial: number, rung: 0, budget: 1, settings, steps: 200, parameters: 5000, seconds: 77 },
  scores: { wql, sql: 2 * wql, network: wql + 0.01, boosted: wql + 0.02 },
  curve: [1, 2, 3].map((point) => ({ step: 50 * point, loss: wql + 1 / point })),
});

const tuning: TuningSummary = {
  search: "random",
  trials: [trial(0, 0.412, {}), trial(1, 0.387, { learning_rate: 0.004, leaves: 12 })],
  ...{ chosen: 1, settings: { learning_rate: 0.004, leaves: 12 } },
  reason: "Its settings are used: trial 1 loses less.",
  ...{ cutoffPeriod, question: "q" },
};

const ingest = {
  buckets: 1,
  dataStart: "2026-01-31",
  dataEnd: cutoff,
  cutoff,
  tables: [
    {
      table: "sales",
      files: [],
      columns: ["item", "date", "units"],
      rows: 1_000,
      accepted: 990,
      rejected: 10,
      duplicates: 3,
      reasons: [{ column: "Quantity", reason: "is below 0", rows: 10 }],
    },
  ],
  warnings: ["3 rows of sales repeat another."],
};
