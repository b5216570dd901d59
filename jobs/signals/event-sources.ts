import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type IngestReport, ingestFile } from "#lib/contracts/ingest-report.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import { requireJson } from "#lib/lake/json-objects.ts";
import type { StepContext } from "#lib/run/step.ts";

/** A table of ingest's on this machine, and what it has beside its required columns. */
export interface EventSource {
  readonly path: string;
  readonly columns: ReadonlySet<string>;
}

export interface EventSources {
  /** NDJSON of {number, item}: the row of each item in items.arrow. */
  readonly items: string;
  readonly searches: EventSource | undefined;
  /** Only where some have stars: what words of others say is learned from those. */
  readonly reviews: EventSource | undefined;
  readonly relations: EventSource | undefined;
}

export async function fetchEvents(
  context: StepContext,
  items: readonly string[],
): Promise<EventSources> {
  const { lake, run, scratch } = context;
  const list = join(scratch, "items.ndjson");
  const lines = items.map((item, number) => `${JSON.stringify({ number, item })}\n`);
  await writeFile(list, lines.join(""));
  const report = await requireJson<IngestReport>(lake, stepKey(run, "ingest", ingestFile.report));
  const fetch = async (
    name: "searches" | "reviews" | "relations",
  ): Promise<EventSource | undefined> => {
    const table = report.tables.find((each) => each.table === name);
    if (!table || table.accepted === 0) return undefined;
    const path = join(scratch, ingestFile.table(name));
    await lake.download(stepKey(run, "ingest", ingestFile.table(name)), path);
    return { path, columns: new Set(table.columns) };
  };
  const reviews = await fetch("reviews");
  return {
    items: list,
    searches: await fetch("searches"),
    relations: await fetch("relations"),
    reviews: reviews?.columns.has("rating") ? reviews : undefined,
  };
}
