import { mkdtempSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { describeFile, describeInput, sha256Of } from "#lib/lake/file-hash.ts";

const folder = mkdtempSync(join(tmpdir(), "shelfcast-hash-"));
const path = join(folder, "sales.csv");
afterAll(() => rm(folder, { recursive: true }));

/** FIPS 180-2, appendix B.1. */
const ofAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

test("a file is described by its length and SHA-256", async () => {
  await writeFile(path, "abc");
  expect(await describeFile(path)).toEqual({ bytes: 3, sha256: ofAbc });
  expect(await describeInput(path)).toEqual({ bytes: 3, sha256: ofAbc });
});

test("an input that was written anew, at the same length, is read anew", async () => {
  await writeFile(path, "abc");
  await describeInput(path);
  await writeFile(path, "abd");
  expect(await describeInput(path)).toEqual({ bytes: 3, sha256: sha256Of(Buffer.from("abd")) });
});
