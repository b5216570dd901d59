import { join } from "node:path";
import type { Config } from "#lib/config/config.ts";
import { publishedCorrectionsKey } from "#lib/contracts/corrections.ts";
import { publishedKey } from "#lib/contracts/lake-keys.ts";
import {
  type PublishedFile,
  publishedFiles,
  publishedManifestName,
} from "#lib/contracts/publication.ts";
import { describeFile } from "#lib/lake/file-hash.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { spillForecasts } from "#lib/publication/forecast-csv.ts";
import { readItemTexts } from "#lib/publication/item-texts.ts";
import { publishRun, readLatest } from "#lib/publication/latest.ts";
import { spillReorders } from "#lib/publication/reorder-table.ts";
import type { ReportFacts } from "#lib/publication/report-facts.ts";
import { SpillFile } from "#lib/publication/spill-file.ts";
import { spillSeries } from "#lib/publication/spill-series.ts";
import { spillTrends } from "#lib/publication/trend-table.ts";
import type { Step, StepContext, StepCounts } from "#lib/run/step.ts";
import { earlierCorrections } from "./earlier-corrections.ts";
import { explanationsOf } from "./explanation-record.ts";
import { forecastDates, Gathering } from "./gather.ts";
import { publicationManifest } from "./publication-manifest.ts";
import { readShards, readWarehouseOrders } from "./read-shards.ts";
import { readSources, type Sources } from "./read-sources.ts";
import { type Spills, writeFiles } from "./write-files.ts";
import { placeServing, type ServingSpills } from "./write-serving.ts";

/** Writes what planners download, then moves the pointer to it: the last write of a run. */
export const publishStep: Step = {
  name: "publish",
  needs: ["ingest", "prepare", "tune", "train", "reconcile", "allocate", "recommend"],
  version: 7,
  settings: ({ name, quantileNames, orders }: Config) => ({
    name,
    quantileNames,
    currency: orders.currency,
    approveAbove: orders.approveAbove,
  }),
  run: publish,
};

async function publish(context: StepContext): Promise<StepCounts> {
  const { lake, run, progress } = context;
  const began = performance.now();
  if ((await readLatest(lake))?.run === run) {
    // Readers are on these files: they must not be written again under their eyes.
    progress.say(`Run ${run} is published already; nothing was written.`);
    return { files: 0, outcome: "already-published" };
  }
  const sources = await readSources(lake, run);
  const spills = openSpills(context.scratch);
  try {
    const facts = await gather(context, sources, spills);
    const files = await place(context, spills, facts, sources.dataset.shardCount);
    await placeServing(context, spills, sources.dataset, files);
    const publishSeconds = Math.round(performance.now() - began) / 1000;
    const seconds = { ...sources.seconds, publish: publishSeconds };
    const works = [...sources.works, { seconds: publishSeconds, machine: context.machine }];
    await writeJson(lake, publishedCorrectionsKey(run), facts.corrections);
    const manifest = publicationManifest({ ...context, facts, files, seconds, works });
    await writeJson(lake, publishedKey(run, publishedManifestName), manifest);
    context.signal.throwIfAborted();
    const { kind } = await publishRun(lake, run, new Date().toISOString());
    return { series: facts.totals.series, files: files.length, outcome: kind };
  } finally {
    for (const spill of Object.values({ ...spills })) spill.close();
  }
}

type AllSpills = Spills & ServingSpills;

const openSpills = (scratch: string): AllSpills => ({
  forecasts: new SpillFile(join(scratch, "forecasts.rows")),
  reorders: new SpillFile(join(scratch, "reorders.rows")),
  trends: new SpillFile(join(scratch, "trends.rows")),
  series: new SpillFile(join(scratch, "series.rows")),
  recommendations: new SpillFile(join(scratch, "recommendations.rows")),
});

/** Reads every shard once: its rows go to the spills, its sums to the facts. */
async function gather(
  { lake, run, config, signal, progress }: StepContext,
  sources: Sources,
  spills: AllSpills,
): Promise<ReportFacts> {
  const { dataset } = sources;
  const gathering = new Gathering(config, dataset, await earlierCorrections(lake, run));
  const rows = { run, dates: forecastDates(dataset), quantiles: config.quantiles };
  const textOf = await readItemTexts(lake, run);
  for (let shard = 0; shard < dataset.shardCount; shard++) {
    signal.throwIfAborted();
    const shards = await readShards(lake, run, shard);
    spillForecasts(spills.forecasts, shards.forecasts, rows);
    const explanationOf = explanationsOf(shards.explanations, textOf);
    gathering.add(shards, { textOf, explanationOf });
    spillSeries(spills.series, shards, { textOf, explanationOf });
    if (shards.reorders) spillReorders(spills.reorders, shards.reorders);
    if (shards.trends) spillTrends(spills.trends, shards.trends);
    progress.report(shard + 1, dataset.shardCount + fileCount, "reading forecasts");
  }
  const warehouses = await readWarehouseOrders(lake, run, dataset.shardCount);
  if (warehouses) {
    gathering.addOrders(warehouses);
    spillReorders(spills.reorders, warehouses);
  }
  return gathering.finish(run, sources);
}

const fileCount = Object.keys(publishedFiles).length;

/** Writes and uploads one file after the other. */
async function place(
  context: StepContext,
  spills: Spills,
  facts: ReportFacts,
  shards: number,
): Promise<PublishedFile[]> {
  const { lake, run, signal, progress } = context;
  const placed: PublishedFile[] = [];
  for await (const { name, path, rows } of writeFiles(context, spills, facts)) {
    signal.throwIfAborted();
    await lake.upload(publishedKey(run, name), path);
    placed.push({ name, ...(await describeFile(path)), ...(rows !== undefined && { rows }) });
    progress.report(shards + placed.length, shards + fileCount, name);
  }
  return placed;
}
