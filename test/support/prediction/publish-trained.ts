import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publishStep } from "#jobs/publish/step.ts";
import { scoreShard } from "#lib/candidates/score-shard.ts";
import { parseConfig } from "#lib/config/parse-config.ts";
import { shardKey, stepKey } from "#lib/contracts/lake-keys.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { encodeForecastShard } from "#lib/lake/forecast-shards.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { openServingModel } from "#lib/prediction/serving-model.ts";

/** What the steps after `train` do, the last of them for real. */
export async function publishTrained(
  lake: Lake,
  run: string,
  shards: readonly PreparedShard[],
): Promise<void> {
  const { dataset, settings, trained, forecaster, close } = await openServingModel(lake, run);
  const { cutoffPeriod, horizon } = dataset;
  for (const one of shards) {
    const scored = await scoreShard(one, { ...trained, settings, forecaster, cutoffPeriod });
    await lake.write(shardKey(run, "score", one.shard), encodeForecastShard(scored.forecasts));
  }
  await close();
  const summary = {
    model: run,
    candidates: ["network"],
    segments: [],
    overall: {},
    validationWindows: 0,
  };
  await writeJson(lake, stepKey(run, "train", "summary.json"), summary);
  await runPublish(lake, run, yamlOf(horizon, trained.quantiles));
}

const yamlOf = (horizon: number, levels: readonly number[]): string => `name: shop
frequency: day
horizon: ${horizon}
quantiles: [${levels.join(", ")}]
tables:
  sales:
    files: sales.csv
    columns: { date: date, item: item, units: units }
`;

async function runPublish(lake: Lake, run: string, yaml: string): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), "shelfcast-predict-"));
  await publishStep.run({
    ...{ run, lake, scratch, config: parseConfig(yaml, "shop.yaml"), dataFolder: scratch },
    ...{ asOf: undefined, seed: 1, threads: 1, signal: new AbortController().signal },
    progress: { report: () => {}, say: () => {} },
  });
  await rm(scratch, { recursive: true });
}
