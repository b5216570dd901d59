import { openScoring } from "#jobs/score/open-scoring.ts";
import { explainShard } from "#lib/candidates/explain-shard.ts";
import { memberNames } from "#lib/candidates/member-forecasts.ts";
import { readDataset, readPreparedShard } from "#lib/candidates/read-shards.ts";
import { remapStatics } from "#lib/candidates/remap-statics.ts";
import { scoreShard } from "#lib/candidates/score-shard.ts";
import { readModelOf } from "#lib/candidates/trained-selection.ts";
import { blendOf } from "#lib/forecasting/blend.ts";
import { openLake } from "#lib/lake/open-lake.ts";

/** What it prints: processor time of some series of a run, start-up left out. */
export interface ScoreWork {
  readonly series: number;
  readonly forecastSeconds: number;
  readonly explainSeconds: number;
}

/** Enough to tell, few enough to wait for. */
const mostSeries = 3000;

const [address = "", run = "", members = ""] = process.argv.slice(2);
const lake = await openLake(address);
const dataset = await readDataset(lake, run);
const { trained, network } = await readModelOf(lake, run);
const source = { run, dataset, levels: trained.quantiles, trained, model: network };
const opened = await openScoring(lake, source);
const scoring = members === "all" ? { ...opened, selection: everyMember() } : opened;

/** Every member that there is in every series: the most that scoring can cost. */
function everyMember() {
  const names = memberNames.filter((name) => network || !["network", "boosted"].includes(name));
  const blend = blendOf(
    names,
    names.map(() => 1 / names.length),
  );
  return { ...trained.selection, overall: { ...trained.selection.overall, blend }, segments: {} };
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

let [series, forecastSeconds, explainSeconds] = [0, 0, 0];
for (let index = 0; index < dataset.shardCount && series < mostSeries; index++) {
  const prepared = await readPreparedShard(lake, run, index);
  const shard = remapStatics(prepared, dataset.statics, trained.statics);
  const began = processorSeconds();
  const { forecasts } = await scoreShard(shard, scoring);
  const forecast = processorSeconds();
  await explainShard(shard, forecasts, scoring);
  forecastSeconds += forecast - began;
  explainSeconds += processorSeconds() - forecast;
  series += shard.item.length;
}
console.log(JSON.stringify({ series, forecastSeconds, explainSeconds } satisfies ScoreWork));
