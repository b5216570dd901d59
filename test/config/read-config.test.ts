import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "#lib/config/read-config.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shelfcast-config-"));
});
afterAll(() => rm(folder, { recursive: true }));

const sales = "tables: { sales: { files: s.csv, columns: { date: d, item: i, units: u } } }\r\n";

async function written(bytes: string | Uint8Array): Promise<string> {
  const path = join(folder, "shelfcast.yaml");
  await writeFile(path, bytes);
  return path;
}

test.each(["beverages", "online-retail"])("the config of examples/%s is accepted", async (name) => {
  expect(await readConfig(`examples/${name}/shelfcast.yaml`)).toMatchObject({ name });
});

test("a byte order mark and Windows line ends do no harm", async () => {
  const path = await written(`\uFEFFname: Größe 日\r\n${sales}`);
  expect((await readConfig(path)).name).toBe("Größe 日");
});

test("a file that is absent, a folder, too large or not UTF-8 is refused with what to do", async () => {
  await expect(readConfig(join(folder, "none.yaml"))).rejects.toThrow("shelfcast init");
  await expect(readConfig(folder)).rejects.toThrow("is not a file");
  await expect(readConfig(await written(" ".repeat(1_000_001)))).rejects.toThrow("1000001 bytes");
  await expect(readConfig(await written(Buffer.from([0x6e, 0xff])))).rejects.toThrow(
    "Save it as UTF-8",
  );
});

test("a name that nearly names a config there is told which", async () => {
  const path = await written(sales);
  const problem = `There is no config file ${join(folder, "shelfcast.yml")}.`;
  await expect(readConfig(join(folder, "shelfcast.yml"))).rejects.toMatchObject({
    ...{ problem, remedy: `Did you mean ${path}?` },
  });
});
