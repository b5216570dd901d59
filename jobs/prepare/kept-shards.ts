import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { shardName, stepKey } from "#lib/contracts/lake-keys.ts";
import type { ShardSummary } from "#lib/prepare/dataset-summary.ts";
import { fingerprint } from "#lib/run/fingerprint.ts";
import type { StepContext } from "#lib/run/step.ts";

/**
 * Notes in the step's own folder of the shards already written, so that a killed step goes on. They
 * count only for the very inputs, settings and version they were made with.
 */
export class KeptShards {
  readonly #folder: string;
  readonly #context: StepContext;

  private constructor(folder: string, context: StepContext) {
    this.#folder = folder;
    this.#context = context;
  }

  static async open(context: StepContext, settings: unknown): Promise<KeptShards> {
    const { lake, run, scratch } = context;
    const inputs: [string, string][] = [];
    for await (const { key, version } of lake.list(stepKey(run, "ingest", ""))) {
      inputs.push([key, version]);
    }
    const folder = join(scratch, `kept-${fingerprint({ inputs, settings }).slice(0, 16)}`);
    await mkdir(folder, { recursive: true });
    return new KeptShards(folder, context);
  }

  /** What a shard holds, if it was written before. */
  async find(shard: number): Promise<ShardSummary | undefined> {
    const note = await readFile(this.#note(shard), "utf8").catch(() => undefined);
    const { lake, run } = this.#context;
    if (note === undefined) return undefined;
    const [version, summary] = JSON.parse(note) as [string, ShardSummary];
    const found = await lake.stat(stepKey(run, "prepare", shardName(shard)));
    return found?.version === version ? summary : undefined;
  }

  /** Notes that `shard` is in the lake. */
  async keep(shard: number, summary: ShardSummary): Promise<void> {
    const { lake, run } = this.#context;
    const found = await lake.stat(stepKey(run, "prepare", shardName(shard)));
    await writeFile(this.#note(shard), JSON.stringify([found?.version, summary]));
  }

  /** Removes shards that an earlier try with other inputs left behind the last. */
  async removeBeyond(shardCount: number): Promise<void> {
    const { lake, run } = this.#context;
    const last = stepKey(run, "prepare", shardName(shardCount - 1));
    for await (const { key } of lake.list(stepKey(run, "prepare", "shard="))) {
      if (key > last) await lake.remove(key);
    }
  }

  #note = (shard: number): string => join(this.#folder, `${shard}.json`);
}
