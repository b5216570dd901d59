import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type IngestReport, ingestFile } from "#lib/contracts/ingest-report.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import { requireJson } from "#lib/lake/json-objects.ts";
import type { StepContext } from "#lib/run/step.ts";

/** Tables on this machine that tell what customers did. */
export interface BehaviourSources {
  /** NDJSON of {number, item}: what an item is called in the numbers of the catalogue. */
  readonly items: string;
  /** Empty where sales name neither customer nor order, so that they are of no use here. */
  readonly sales: readonly string[];
  readonly hasCustomer: boolean;
  readonly hasOrder: boolean;
  readonly interactions: InteractionSource | undefined;
}

export interface InteractionSource {
  readonly path: string;
  readonly hasKind: boolean;
}

export async function fetchBehaviour(
  context: StepContext,
  items: readonly string[],
): Promise<BehaviourSources> {
  const { lake, run, scratch } = context;
  await mkdir(scratch, { recursive: true });
  const list = join(scratch, "items.ndjson");
  const lines = items.map((item, number) => `${JSON.stringify({ number, item })}\n`);
  await writeFile(list, lines.join(""));
  const report = await requireJson<IngestReport>(lake, stepKey(run, "ingest", ingestFile.report));
  const columns = (table: string) => report.tables.find((t) => t.table === table)?.columns;
  const hasCustomer = columns("sales")?.includes("customer") ?? false;
  const hasOrder = columns("sales")?.includes("order") ?? false;
  const interactions = columns("interactions");
  return {
    items: list,
    hasCustomer,
    hasOrder,
    sales: await fetchSales(context, hasCustomer || hasOrder ? report.buckets : 0),
    interactions: interactions && {
      path: await fetchTable(context, ingestFile.table("interactions")),
      hasKind: interactions.includes("kind"),
    },
  };
}

async function fetchSales(context: StepContext, buckets: number): Promise<string[]> {
  const paths: string[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    context.signal.throwIfAborted();
    paths.push(await fetchTable(context, ingestFile.sales(bucket)));
  }
  return paths;
}

async function fetchTable({ lake, run, scratch }: StepContext, name: string): Promise<string> {
  const path = join(scratch, name);
  await lake.download(stepKey(run, "ingest", name), path);
  return path;
}
