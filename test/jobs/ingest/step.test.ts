import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ingestStep } from "#jobs/ingest/step.ts";
import { parseConfig } from "#lib/config/parse-config.ts";
import { readConfig } from "#lib/config/read-config.ts";
import type { IngestReport } from "#lib/contracts/ingest-report.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import type { Lake } from "#lib/lake/lake.ts";
import type { StepContext } from "#lib/run/step.ts";

let folder = "";
let lake: Lake;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ingest-step-"));
  lake = await openFolderLake(join(folder, "lake"));
});
afterAll(() => rm(folder, { recursive: true }));

const said: string[] = [];
const context = (run: string, rest: Partial<StepContext>): StepContext => ({
  run,
  lake,
  config: parseConfig(
    "tables: { sales: { files: s.csv, columns: { date: d, item: i, units: u } } }\nrejects: { max_share: 0.4 }",
    "shelfcast.yaml",
  ),
  dataFolder: folder,
  asOf: undefined,
  seed: 1,
  threads: 2,
  scratch: join(folder, "scratch", run),
  progress: { report: () => undefined, say: (sentence) => said.push(sentence) },
  signal: new AbortController().signal,
  ...rest,
});

const keysOf = async (prefix: string): Promise<string[]> => {
  const keys: string[] = [];
  for await (const { key } of lake.list(prefix)) keys.push(key.slice(prefix.length));
  return keys;
};

const reportOf = async (run: string): Promise<IngestReport> =>
  JSON.parse(Buffer.from(await lake.read(`runs/${run}/ingest/report.json`)).toString("utf8"));

describe("the ingest step", () => {
  test("leaves sales by bucket, rejects and report under its run", async () => {
    await writeFile(
      join(folder, "s.csv"),
      "d,i,u\n2024-01-01,a,1\n2024-01-02,b,2\n2024-01-01,a,x\n",
    );
    const counts = await ingestStep.run(context("one", {}));
    expect(counts).toEqual({
      tables: 1,
      rows: 3,
      rejected: 1,
      from: "2024-01-01",
      to: "2024-01-02",
    });
    expect(await keysOf("runs/one/ingest/")).toEqual([
      "rejects.csv",
      "report.json",
      "sales/bucket=0000.parquet",
      "sales/bucket=0001.parquet",
      "sales/bucket=0002.parquet",
      "sales/bucket=0003.parquet",
    ]);
    expect(await reportOf("one")).toMatchObject({ cutoff: "2024-01-02", buckets: 4 });
  });

  test("refuses bad data after the rejects are there to be looked into", async () => {
    await writeFile(join(folder, "s.csv"), "d,i,u\n2024-01-01,a,1\n2024-01-01,a,x\n");
    await expect(ingestStep.run(context("two", {}))).rejects.toMatchObject({ kind: "data" });
    expect(Buffer.from(await lake.read("runs/two/ingest/rejects.csv")).toString("utf8")).toBe(
      "table,file,line,column,value,reason\nsales,s.csv,3,u,x,is no number\n",
    );
  });

  test("an interrupt ends it with the signal's reason", async () => {
    const signal = AbortSignal.abort(new Error("stopped by hand"));
    await expect(ingestStep.run(context("three", { signal }))).rejects.toThrow("stopped by hand");
  });
});

const data = process.env.SHELFCAST_DATA;

describe.skipIf(data === undefined)("real sales (needs SHELFCAST_DATA)", () => {
  const runOn = async (example: string, asOf?: string) => {
    const config = await readConfig(`examples/${example}/shelfcast.yaml`);
    const run = `${example}-${asOf ?? "all"}`;
    const dataFolder = join(data ?? "", example);
    await ingestStep.run(
      context(run, { config, dataFolder, asOf: asOf as BusinessDate | undefined }),
    );
    return reportOf(run);
  };

  // Counted apart with zcat and Python's csv module, and the config's filter written in Python.
  test("online retail: every line that the filter keeps is there", async () => {
    const report = await runOn("online-retail");
    expect(report).toMatchObject({ dataStart: "2010-12-01", dataEnd: "2011-09-30", warnings: [] });
    expect(report.tables[0]).toMatchObject({ accepted: 362_320, rejected: 0 });
  });

  test("online retail: nothing after the as-of date is counted", async () => {
    const report = await runOn("online-retail", "2011-06-30");
    expect(report).toMatchObject({ dataEnd: "2011-06-30", cutoff: "2011-06-30" });
    expect(report.tables[0]).toMatchObject({ accepted: 239_931, rejected: 0 });
  });

  test("beverages: 350 series of 60 months, and their covariates", async () => {
    const report = await runOn("beverages");
    expect(report.tables.map(({ table, accepted }) => [table, accepted])).toEqual([
      ["sales", 21_000],
      ["covariates-0", 21_000],
      ["covariates-1", 21_000],
    ]);
  });
});
