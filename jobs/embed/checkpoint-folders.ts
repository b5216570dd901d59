import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Lake, LakeKeyMissingError } from "#lib/lake/lake.ts";
import type { CheckpointFolder } from "#lib/text/read-bert-folder.ts";

/** Files of a lake below a prefix. */
export const lakeFolder = (lake: Lake, prefix: string): CheckpointFolder => ({
  name: `${lake.address}/${prefix.replace(/\/$/, "")}`,
  read: (name) =>
    lake.read(prefix + name).catch((error: unknown) => {
      if (error instanceof LakeKeyMissingError) return undefined;
      throw error;
    }),
});

export const localFolder = (path: string): CheckpointFolder => ({
  name: path,
  read: (name) =>
    readFile(join(path, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
      throw error;
    }),
});
