import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { IngestedFiles } from "./ingested-files.ts";

/** SQL of the tables that tell what customers did. */
export interface BehaviourSources {
  /** NDJSON of {number, item}: what an item is called in the numbers of the catalogue. */
  readonly items: string;
  /** Undefined where sales name neither customer nor order, so that they are of no use here. */
  readonly sales: string | undefined;
  readonly hasCustomer: boolean;
  readonly hasOrder: boolean;
  readonly interactions: InteractionSource | undefined;
}

export interface InteractionSource {
  readonly table: string;
  readonly hasKind: boolean;
}

export async function listSources(
  files: IngestedFiles,
  items: readonly string[],
  scratch: string,
): Promise<BehaviourSources> {
  const list = join(scratch, "items.ndjson");
  const lines = items.map((item, number) => `${JSON.stringify({ number, item })}\n`);
  await writeFile(list, lines.join(""));
  const hasCustomer = files.has("sales", "customer");
  const hasOrder = files.has("sales", "order");
  const table = await files.table("interactions");
  return {
    items: list,
    hasCustomer,
    hasOrder,
    sales: hasCustomer || hasOrder ? await files.sales() : undefined,
    interactions: table ? { table, hasKind: files.has("interactions", "kind") } : undefined,
  };
}
