import { glob, readdir, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { UsageError } from "#jobs/cli/usage-error.ts";

/** Endings of files that hold tables, and how each is read. */
const readers = [
  [/\.(?:csv|tsv|txt)(?:\.gz)?$/i, "csv"],
  [/\.(?:ndjson|jsonl)(?:\.gz)?$/i, "json"],
  [/\.parquet$/i, "parquet"],
  [/\.(?:arrow|feather|ipc)$/i, "arrow"],
] as const;

export type FileKind = (typeof readers)[number][1];

export const fileKind = (path: string): FileKind | undefined =>
  readers.find(([ending]) => ending.test(path))?.[1];

/** More than this is a lake, not a retailer's folder: name the files instead. */
const mostFiles = 2000;

/**
 * Files to look at, relative to `folder`, sorted.
 *
 * @param patterns files or globs; none means every table file in the folder and below it
 */
export async function findDataFiles(folder: string, patterns: readonly string[]) {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new UsageError(`There is no folder ${folder}.`, "Check --data.");
  const paths = patterns.length === 0 ? await below(folder) : await matching(folder, patterns);
  const files = [...new Set(paths)].filter((path) => fileKind(path) !== undefined).sort();
  if (files.length > mostFiles) {
    const problem = `${folder} holds ${files.length} files; init looks at ${mostFiles}.`;
    throw new UsageError(problem, "Name those to look at, for example `init sales-2026-*.csv`.");
  }
  return files;
}

async function below(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !/(?:^|\/)(?:\.|node_modules\/)/.test(path));
}

async function matching(folder: string, patterns: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  for (const pattern of patterns) {
    const matches: string[] = [];
    for await (const match of glob(pattern, { cwd: folder })) matches.push(match);
    if (matches.length === 0) {
      const remedy = "Check the name, and --data.";
      throw new UsageError(`${pattern} is no file in ${folder}.`, remedy);
    }
    paths.push(...matches.map((path) => relative(folder, resolve(folder, path))));
  }
  return paths;
}
