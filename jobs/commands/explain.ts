import type { CommandIo } from "#jobs/cli/command.ts";
import { textTable } from "#jobs/cli/text-table.ts";
import { UsageError } from "#jobs/cli/usage-error.ts";
import { readDataset } from "#lib/candidates/read-shards.ts";
import { explanationShardKey } from "#lib/contracts/explanation-shard.ts";
import { trendShardKey } from "#lib/contracts/trend-shard.ts";
import { decodeExplanationShard } from "#lib/lake/explanation-shards.ts";
import { readForecastShard } from "#lib/lake/forecast-shards.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { scoredKey } from "#lib/lake/scored-key.ts";
import { decodeTrendShard } from "#lib/lake/trend-shards.ts";
import {
  explanationSentence,
  type SeriesExplanation,
  seriesExplanation,
  trendSentence,
} from "#lib/prediction/explain-series.ts";
import { readItemTexts } from "#lib/publication/item-texts.ts";
import { type AskedRun, openAskedRun } from "./asked-run.ts";
import { findSeries, type SeriesPlace } from "./find-series.ts";

interface ExplainArgs extends AskedRun {
  readonly item: string;
  readonly location: string | undefined;
}

/** Shows what each part contributes to one forecast of a run. */
export async function explain(args: ExplainArgs, io: CommandIo): Promise<void> {
  const { lake, manifest } = await openAskedRun(args);
  const { run } = manifest;
  const place = await findSeries(lake, run, await readDataset(lake, run), args);
  if (place === undefined) {
    throw new UsageError(`Run ${run} has no item ${args.item}.`, "Check its spelling.");
  }
  const read = <Shard>(key: string, decode: (bytes: Uint8Array, what: string) => Shard) =>
    lake.read(key).then((bytes) => decode(bytes, key));
  const { shard, row } = place;
  const explained = seriesExplanation(
    await read(
      await scoredKey(lake, (step) => explanationShardKey(run, shard, step)),
      decodeExplanationShard,
    ),
    row,
    await readItemTexts(lake, run),
  );
  const { method, segment } = await readForecastShard(lake, run, shard);
  const trend = trendSentence(await readTrend(lake, run, place), explained);
  const about = { run, method: method[row] as string, segment: segment[row] as string };
  const sentence = explanationSentence(explained);
  show(explained, { ...about, sentence, trend }, io);
  io.result({ ...about, ...explained, sentence, trend });
}

async function readTrend(lake: Lake, run: string, { shard, row }: SeriesPlace) {
  const key = await scoredKey(lake, (step) => trendShardKey(run, shard, step));
  const { direction, change, probability } = decodeTrendShard(await lake.read(key), key);
  return {
    direction: direction[row] ?? "steady",
    change: change[row] ?? Number.NaN,
    probability: probability[row] ?? 0,
  };
}

function show(
  { item, location, baseline, total, contributions }: SeriesExplanation,
  about: { method: string; segment: string; sentence: string; trend: string },
  { print, style }: CommandIo,
): void {
  const { method, segment, sentence, trend } = about;
  print(`${style.bold(`${item} @ ${location}`)}: ${method}, segment ${segment}\n`);
  print(`${sentence}\n${trend}\n`);
  const rows: (readonly [string, number])[] = [
    ["baseline", baseline],
    ...contributions.map(({ group, amount }) => [group, amount] as const),
    ["forecast of the horizon", total],
  ];
  print(
    textTable(
      ["part", "units"],
      rows.map(([part, units]) => [part, Number(units.toFixed(2))]),
      style,
    ),
  );
}
