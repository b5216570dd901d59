import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseConfig } from "#lib/config/parse-config.ts";
import { parseBusinessDate } from "#lib/domain/business-date.ts";
import { checkTables } from "#lib/ingest/check-tables.ts";

test("a check tells what was found and set aside, and leaves the data folder as it was", async () => {
  const folder = await mkdtemp(join(tmpdir(), "check-"));
  await writeFile(join(folder, "s.csv"), "d,i,u\n2024-01-01,a,1\n2024-01-01,a,x\n");
  const text =
    "tables: { sales: { files: s.csv, columns: { date: d, item: i, units: u } } }\nrejects: { max_share: 0.1 }";
  const { report, refusal, rejects } = await checkTables({
    config: parseConfig(text, "shelfcast.yaml"),
    dataFolder: folder,
    asOf: undefined,
    today: parseBusinessDate("2030-01-01"),
    customers: { salt: "", forgotten: [] },
    threads: 1,
    memoryMegabytes: 100,
  });
  expect(report?.tables[0]).toMatchObject({ rows: 2, accepted: 1, rejected: 1 });
  expect(refusal?.code).toBe("TOO_MANY_REJECTS");
  expect(rejects).toEqual([
    { table: "sales", file: "s.csv", line: 3, column: "u", value: "x", reason: "is no number" },
  ]);
  expect(await readdir(folder)).toEqual(["s.csv"]);
  await rm(folder, { recursive: true });
});
