import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import { describeLake } from "#test/support/lake/lake-suite.ts";

describe("a lake in a folder", () => {
  const folders: string[] = [];
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

  describeLake(async () => {
    const folder = await mkdtemp(join(tmpdir(), "shelfcast-folder-"));
    folders.push(folder);
    return () => openFolderLake(folder);
  });
});
