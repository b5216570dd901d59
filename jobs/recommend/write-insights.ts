import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import { publishedFiles } from "#lib/contracts/publication.ts";
import { toEpochDay } from "#lib/domain/business-date.ts";
import { periodDate } from "#lib/domain/period.ts";
import { chooseRate } from "#lib/marketing/interest.ts";
import { promotionLifts } from "#lib/marketing/promotion-lift.ts";
import { writeLines } from "#lib/publication/write-lines.ts";
import type { StepContext } from "#lib/run/step.ts";
import { bulletinColumns, bulletinLines } from "./bulletin-lines.ts";
import type { Insights } from "./insights.ts";
import { interestColumns, interestLines } from "./interest-lines.ts";
import { openTables } from "./learn.ts";
import { modelCard } from "./model-card.ts";
import { promotionColumns, promotionLines } from "./promotion-lines.ts";
import { readDemand } from "./read-demand.ts";
import type { ServingSums } from "./serving-sums.ts";
import type { ShopNight } from "./shop-night.ts";

/** What people look for, what to promote, what moved, and by what model and rules. */
export async function writeInsights(
  context: StepContext,
  night: ShopNight,
  sums: ServingSums,
): Promise<void> {
  const { files, catalogue, dataset } = night;
  const { cutoff, cutoffPeriod, horizon, calendar } = dataset;
  const lastDay = toEpochDay(cutoff);
  const days = lastDay - toEpochDay(periodDate(cutoffPeriod - horizon + 1, calendar)) + 1;
  const demand = await openTables(context, (duckdb) =>
    readDemand(duckdb, files, catalogue, { lastDay, days }),
  );
  const lifts = demand.promotions && promotionLifts(demand.promotions, catalogue.category);
  const rate = demand.interest ? chooseRate(demand.interest) : 0;
  const insights: Insights = { night, sums, demand, lifts, days, rate };
  await put(context, publishedFiles.interest, interestColumns, interestLines(insights));
  await put(context, publishedFiles.promotions, promotionColumns, promotionLines(insights));
  await put(context, publishedFiles.bulletins, bulletinColumns, bulletinLines(insights));
  await putCard(context, insights);
}

async function put(
  { lake, run, scratch }: StepContext,
  name: string,
  columns: readonly string[],
  lines: Iterable<string>,
): Promise<void> {
  const path = join(scratch, name);
  await writeLines(path, columns, lines);
  await lake.upload(stepKey(run, "recommend", name), path);
}

async function putCard(context: StepContext, insights: Insights): Promise<void> {
  const { lake, run, scratch, seed } = context;
  const path = join(scratch, publishedFiles.customerModel);
  await writeFile(path, `${JSON.stringify(modelCard(run, seed, insights), null, 2)}\n`);
  await lake.upload(stepKey(run, "recommend", publishedFiles.customerModel), path);
}
