import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type IngestOptions, type IngestOutcome, ingestTables } from "./ingest-tables.ts";

/** What `check` tells: the report, why a run would refuse the data, and the first rejects. */
export type TablesCheck = Pick<IngestOutcome, "report" | "refusal" | "rejects">;

/** Reads and judges every table as ingest does, and leaves nothing behind. */
export async function checkTables(options: Omit<IngestOptions, "scratch">): Promise<TablesCheck> {
  const scratch = await mkdtemp(join(tmpdir(), "shelfcast-check-"));
  try {
    const { report, refusal, rejects } = await ingestTables({ ...options, scratch });
    return { report, refusal, rejects };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
