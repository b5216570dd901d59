import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeGeneratedSales } from "./generated-sales.ts";
import { type Contestant, interleavedMedians } from "./medians.ts";
import type { NightWork } from "./night-work.ts";
import { printTable } from "./print-table.ts";
import { spawnWork } from "./spawn-work.ts";

const size = { series: 30_000, days: 1096, rows: 20_000_000 };
const rounds = 2;

/** Ingest and prepare against DuckDB alone, which checks nothing and keeps nothing. */
export async function benchIngest(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-bench-"));
  try {
    const config = await writeGeneratedSales(folder, size);
    const megabytes = { ours: 0, DuckDB: 0 };
    const ours: Contestant = {
      name: "ours",
      once: async () => {
        const lake = await mkdtemp(join(folder, "lake-"));
        const words = [config, folder, lake, "ingest,prepare"];
        const { records } = await spawnWork<NightWork>("night-work.ts", words);
        await rm(lake, { recursive: true });
        megabytes.ours = Math.max(megabytes.ours, ...records.map((r) => r.peakMemoryMb));
        return records.reduce((sum, { seconds }) => sum + seconds, 0);
      },
    };
    const duckdb: Contestant = {
      name: "DuckDB",
      once: async () => {
        const alone = await spawnWork<{ seconds: number; megabytes: number }>("duckdb-work.ts", [
          folder,
        ]);
        megabytes.DuckDB = Math.max(megabytes.DuckDB, alone.megabytes);
        return alone.seconds;
      },
    };
    const medians = await interleavedMedians([ours, duckdb], rounds);
    const [mine = 0, theirs = 0] = [medians.get("ours"), medians.get("DuckDB")];
    const rows = size.rows.toLocaleString("en-US");
    printTable(
      [`${rows} sales rows, ${size.series.toLocaleString("en-US")} series`, "seconds", "peak MB"],
      [
        ["ingest and prepare", mine.toFixed(1), String(megabytes.ours)],
        ["DuckDB: read and group", theirs.toFixed(1), String(megabytes.DuckDB)],
        ["ratio (goal 1.5)", (mine / theirs).toFixed(2), ""],
      ],
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
