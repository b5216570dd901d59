import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

class FolderUnusableError extends ShelfcastError {
  readonly code = "FOLDER_UNUSABLE";
  override readonly kind = "usage";

  constructor(folder: string, why: string, cause: unknown) {
    super(`${folder} cannot be used as a folder: ${why}.`, "Name one that you may write to.", {
      cause,
    });
  }
}

/**
 * Makes `folder`, and those above it that are not there. Not by Node's own recursive `mkdir`: it goes
 * round for ever where a folder that is there refuses a new one with ENOENT, as /proc does.
 */
export async function makeFolder(folder: string): Promise<void> {
  const path = resolve(folder);
  const above = dirname(path);
  try {
    await mkdir(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST" && (await isFolder(path))) return;
    const isOrphan = code === "ENOENT" && above !== path && !(await isFolder(above));
    if (!isOrphan) throw new FolderUnusableError(path, reasonOf(code), error);
    await makeFolder(above);
    await makeFolder(path);
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false;

const reasons: Readonly<Record<string, string>> = {
  EEXIST: "there is a file of that name",
  ENOTDIR: "a part of the path is a file",
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "you may not write there",
  ENAMETOOLONG: "its name is too long",
  ENOSPC: "the disk is full",
};

const reasonOf = (code: string): string => reasons[code] ?? `no folder can be made there (${code})`;
