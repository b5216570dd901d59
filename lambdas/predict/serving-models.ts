import { openShardRows } from "#lib/candidates/read-shards.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { Lake } from "#lib/lake/lake.ts";
import type { ShardRows } from "#lib/lake/prepared-shards.ts";
import { openServingModel, type ServingModel } from "#lib/prediction/serving-model.ts";

/** Shards of which read pages stay in memory. */
const keptShards = 8;

interface OpenModel {
  readonly model: ServingModel;
  /** The shard, with what it says of series `row`. */
  readonly shardWith: (shard: number, row: number) => Promise<PreparedShard>;
}

/** The model of the run that is asked for, held open until another run's is: no deploy between. */
export class ServingModels {
  readonly #lake: () => Promise<Lake>;
  #open: { readonly run: string; readonly model: Promise<OpenModel> } | undefined;

  constructor(lake: () => Promise<Lake>) {
    this.#lake = lake;
  }

  of(run: string): Promise<OpenModel> {
    if (this.#open?.run === run) return this.#open.model;
    const before = this.#open;
    const opened = { run, model: this.#begin(run) };
    this.#open = opened;
    opened.model.then(
      // What was asked of the model before is answered by now: one process answers one request at a time.
      async () => void (await (await before?.model)?.model.close()),
      () => {
        if (this.#open === opened) this.#open = before;
      },
    );
    return opened.model;
  }

  async #begin(run: string): Promise<OpenModel> {
    const lake = await this.#lake();
    const model = await openServingModel(lake, run);
    const shards = new Map<number, Promise<ShardRows>>();
    const shardWith = async (shard: number, row: number) => {
      const known = shards.get(shard) ?? openShardRows(lake, run, shard, model.dataset);
      shards.delete(shard);
      shards.set(shard, known);
      known.catch(() => shards.delete(shard));
      const [oldest] = shards.keys();
      if (shards.size > keptShards) shards.delete(oldest as number);
      return await (await known).with(row);
    };
    return { model, shardWith };
  }
}
