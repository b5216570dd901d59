import { glob, stat } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { DataRefusedError } from "./data-refused.ts";

/** Endings of files that hold tables, and how each is read. */
const endings = [
  [/\.(?:csv|tsv|txt)(?:\.gz)?$/i, "csv"],
  [/\.(?:ndjson|jsonl)(?:\.gz)?$/i, "ndjson"],
  [/\.parquet$/i, "parquet"],
  [/\.(?:arrow|feather|ipc)$/i, "arrow"],
] as const;

type FileKind = (typeof endings)[number][1];

export interface FoundFile {
  /** Relative to the data folder, as reports and rejects name it. */
  readonly path: string;
  readonly absolute: string;
  readonly kind: FileKind;
  readonly bytes: number;
}

/**
 * Files of a table, sorted by path, each once.
 *
 * @param place where the config names them, such as `tables.sales.files`
 */
export async function findFiles(
  folder: string,
  patterns: readonly string[],
  place: string,
): Promise<readonly FoundFile[]> {
  const paths = new Set<string>();
  for (const pattern of patterns) {
    const matches = await matching(folder, pattern);
    if (matches.length === 0) {
      const problem = `${place} names ${pattern}, and there is no such file in ${folder}.`;
      throw new DataRefusedError("FILE_MISSING", problem, "Check the name, and --data.");
    }
    for (const match of matches) paths.add(resolve(folder, match));
  }
  return Promise.all([...paths].sort().map((absolute) => found(folder, absolute)));
}

/** A name with brackets in it may be a file before it is a pattern. */
async function matching(folder: string, pattern: string): Promise<string[]> {
  if (await isFile(resolve(folder, pattern))) return [pattern];
  const matches: string[] = [];
  for await (const match of glob(pattern, { cwd: folder })) {
    if (await isFile(resolve(folder, match))) matches.push(match);
  }
  return matches;
}

const isFile = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isFile() ?? false;

async function found(folder: string, absolute: string): Promise<FoundFile> {
  const path = relative(folder, absolute);
  const kind = endings.find(([ending]) => ending.test(absolute))?.[1];
  if (kind === undefined) {
    const remedy = "Give CSV, CSV.gz, Parquet, NDJSON or Arrow, with that ending.";
    throw new DataRefusedError("FILE_KIND", `${path} is of no kind that can be read.`, remedy);
  }
  return { path, absolute, kind, bytes: (await stat(absolute)).size };
}
