import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolder } from "#lib/lake/make-folder.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shelfcast-folder-"));
  await writeFile(join(folder, "file"), "");
});
afterAll(() => rm(folder, { recursive: true }));

test("makes a folder and those above it, and is content with one that is there", async () => {
  const path = join(folder, "a", "b", "c");
  await makeFolder(path);
  await makeFolder(path);
  expect((await stat(path)).isDirectory()).toBe(true);
});

test.each([
  ["where a file has its name", "file", "there is a file of that name"],
  ["below a file", "file/inner", "a part of the path is a file"],
  ["with too long a name", "x".repeat(300), "its name is too long"],
])("refuses a folder %s", async (_case, name, why) => {
  await expect(makeFolder(join(folder, name))).rejects.toMatchObject({
    code: "FOLDER_UNUSABLE",
    kind: "usage",
    problem: expect.stringContaining(why),
  });
});

test.skipIf(process.platform !== "linux")("gives up where no folder can ever be", async () => {
  await expect(makeFolder("/proc/shelfcast/results")).rejects.toMatchObject({
    code: "FOLDER_UNUSABLE",
  });
});
