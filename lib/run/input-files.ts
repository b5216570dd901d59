import { glob } from "node:fs/promises";
import { join } from "node:path";
import type { Config, TableSource } from "#lib/config/config.ts";
import { describeInput } from "#lib/lake/file-hash.ts";

/** A file that the config names, as the run found it. */
export interface InputFile {
  readonly table: string;
  /** As the config writes it, globs resolved; relative to the data folder. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * The files a run reads, by table and name. A file that is not there is left to ingest, which
 * refuses it by name; a file of two tables is hashed once.
 */
export async function findInputFiles(config: Config, folder: string): Promise<InputFile[]> {
  const found: InputFile[] = [];
  for (const [table, source] of sources(config)) {
    for (const path of await resolvePaths(source, folder)) {
      found.push({ table, path, ...(await describeInput(join(folder, path))) });
    }
  }
  return found;
}

function sources(config: Config): [string, TableSource][] {
  return Object.entries(config.tables).flatMap(([table, given]) =>
    (Array.isArray(given) ? given : [given]).map((source): [string, TableSource] => [
      table,
      source,
    ]),
  );
}

async function resolvePaths(source: TableSource, folder: string): Promise<string[]> {
  const paths = new Set<string>();
  for (const pattern of source.files) {
    for await (const path of glob(pattern, { cwd: folder })) paths.add(path);
  }
  return [...paths].sort();
}
