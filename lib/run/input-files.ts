import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { glob, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Config, TableSource } from "#lib/config/config.ts";

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
  const hashes = new Map<string, Promise<string>>();
  const hashOnce = (path: string): Promise<string> => {
    const hash = hashes.get(path) ?? hashFile(path);
    hashes.set(path, hash);
    return hash;
  };
  const found: InputFile[] = [];
  for (const [table, source] of sources(config)) {
    for (const path of await resolvePaths(source, folder)) {
      const full = join(folder, path);
      const { size } = await stat(full);
      found.push({ table, path, bytes: size, sha256: await hashOnce(full) });
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

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}
