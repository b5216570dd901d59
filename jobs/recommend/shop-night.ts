import type { Config } from "#lib/config/config.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { Catalogue } from "./catalogue.ts";
import type { IngestedFiles } from "./ingested-files.ts";
import type { ItemFacts } from "./item-facts.ts";

/** What is known of the shop before anything is learned. */
export interface ShopNight {
  readonly config: Config;
  readonly dataset: DatasetDescription;
  readonly catalogue: Catalogue;
  readonly files: IngestedFiles;
  readonly facts: ItemFacts;
}
