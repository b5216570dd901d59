import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readCustomerSalt } from "#lib/privacy/customer-salt.ts";
import { pseudonym, pseudonymSql } from "#lib/privacy/pseudonym.ts";
import { withDuckdb } from "#lib/tables/duckdb.ts";

async function emptyHome(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-salt-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("the deployment's setting wins over a file", async () => {
  const env = { SHELFCAST_CUSTOMER_SALT: "0123456789abcdef", XDG_CONFIG_HOME: await emptyHome() };
  expect((await readCustomerSalt(env)).salt).toBe("0123456789abcdef");
});

test("without a setting one salt is made and kept, for its user alone, whoever comes first", async () => {
  const home = await emptyHome();
  const found = await Promise.all(
    [1, 2, 3, 4].map(() => readCustomerSalt({ XDG_CONFIG_HOME: home })),
  );
  const [first] = found;
  expect(first?.salt).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(found.map(({ salt }) => salt)).size).toBe(1);
  expect((await readFile(first?.place ?? "", "utf8")).trim()).toBe(first?.salt);
  expect((await stat(first?.place ?? "")).mode & 0o077).toBe(0);
});

test("a short salt is refused, and the error does not tell it", async () => {
  const weak = readCustomerSalt({ SHELFCAST_CUSTOMER_SALT: "secret" });
  await expect(weak).rejects.toMatchObject({
    code: "WEAK_SALT",
    message: expect.not.stringContaining("secret"),
  });
});

test("a container without the setting is refused: the salt it made would be lost", async () => {
  const env = { AWS_BATCH_JOB_ID: "1", XDG_CONFIG_HOME: await emptyHome() };
  await expect(readCustomerSalt(env)).rejects.toMatchObject({ code: "NO_SALT" });
});

test("DuckDB and Node make the same pseudonym, that of `sha256sum`", async () => {
  const tempFolder = await emptyHome();
  const settings = { threads: 1, memoryMegabytes: 50, folders: [], tempFolder };
  const [row] = await withDuckdb(settings, (duckdb) =>
    duckdb.rows(`SELECT ${pseudonymSql("it's a salt of 20", "'C-1042'")} AS p`),
  );
  expect(row?.p).toBe(pseudonym("it's a salt of 20", "C-1042"));
  // printf '%s' 'abc:1' | sha256sum
  expect(pseudonym("abc", "1")).toBe("bfcf0b9cbe9d8208");
});
