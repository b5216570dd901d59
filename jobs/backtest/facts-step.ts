import { replenishStep } from "#jobs/replenish/step.ts";
import { readDataset } from "#lib/candidates/read-shards.ts";
import { shardName, stepKey } from "#lib/contracts/lake-keys.ts";
import type { Step } from "#lib/run/step.ts";
import { gatherFacts } from "#lib/supply/gather-facts.ts";
import { shardFiles } from "#lib/supply/shard-files.ts";

export const factsKey = (run: string, shard: number): string =>
  stepKey(run, "replenish", `facts-${shardName(shard)}`);

/** Stands in for the replenish step: leaves what is known of each series' supply, and orders nothing. */
export const factsStep: Step = {
  ...replenishStep,
  settings: (config) => ({ facts: true, ...(replenishStep.settings(config) as object) }),
  run: async (context) => {
    const { lake, run, scratch } = context;
    const dataset = await readDataset(lake, run);
    const files = shardFiles(scratch);
    const shards = [...dataset.shardSeries.keys()];
    await gatherFacts(context, dataset, shards, files);
    for (const shard of shards) await lake.upload(factsKey(run, shard), files.facts(shard));
    return { shards: shards.length };
  },
};
