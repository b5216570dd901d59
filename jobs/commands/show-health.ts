import { mkdtemp, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandIo } from "#jobs/cli/command.ts";
import { readVersion } from "#jobs/cli/read-version.ts";
import { textTable } from "#jobs/cli/text-table.ts";
import { setting } from "#lib/contracts/cloud-jobs.ts";
import { withDuckdb } from "#lib/tables/duckdb.ts";
import { probeRuntime } from "#lib/tensors/probe-runtime.ts";

/** Uses each part that a night rests on, a little; what does not work throws. */
export async function showHealth(io: CommandIo): Promise<void> {
  const folder = await mkdtemp(join(process.env[setting.scratch] ?? tmpdir(), "shelfcast-health-"));
  try {
    const checks = {
      shelfcast: readVersion(),
      node: process.version,
      scratch: await checkScratch(folder),
      tables: await checkTables(folder, io.signal),
      runtime: await checkRuntime((sentence) => io.print(sentence)),
    };
    io.print(textTable(["part", "state"], Object.entries(checks), io.style));
    io.result(checks);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function checkScratch(folder: string): Promise<string> {
  await writeFile(join(folder, "written"), "x");
  const { bavail, bsize } = await statfs(folder);
  return `${Math.floor((bavail * bsize) / 2 ** 30)} GiB free`;
}

async function checkTables(folder: string, signal: AbortSignal): Promise<string> {
  const settings = { threads: 1, memoryMegabytes: 100, folders: [folder], signal };
  return await withDuckdb({ ...settings, tempFolder: join(folder, "duckdb") }, async (duckdb) => {
    const [row] = await duckdb.rows("SELECT version() AS version");
    return `DuckDB ${row?.version}`;
  });
}

async function checkRuntime(say: (sentence: string) => void): Promise<string> {
  const device = await probeRuntime({ threads: 1, device: "cuda", say });
  return `ONNX Runtime on ${device === "cuda" ? "CUDA" : "the CPU"}`;
}
