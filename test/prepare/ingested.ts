import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { prepareStep } from "#jobs/prepare/step.ts";
import type { Config } from "#lib/config/config.ts";
import { parseConfig } from "#lib/config/parse-config.ts";
import { type IngestReport, ingestFile } from "#lib/contracts/ingest-report.ts";
import { shardKey, stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { type BusinessDate, parseBusinessDate } from "#lib/domain/business-date.ts";
import { hash32 } from "#lib/domain/random.ts";
import { DecodedColumns } from "#lib/lake/column-codec.ts";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import { requireJson, writeJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { decodePreparedShard } from "#lib/lake/prepared-shards.ts";
import type { StepContext, StepCounts } from "#lib/run/step.ts";
import { type Duckdb, withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlName, sqlText } from "#lib/tables/sql-text.ts";

type Value = string | number | boolean | null;
export type Row = Readonly<Record<string, Value>>;

/** A shop as ingest would leave it: tables by name, `sales` first among them. */
export interface Shop {
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  /** As in shelfcast.yaml, `tables` apart. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Declared covariates, for `covariates-0`, … */
  readonly covariates?: readonly { readonly known?: string[]; readonly past?: string[] }[];
  readonly cutoff: string;
  readonly buckets?: number;
}

/** What prepare wrote. */
export interface Prepared {
  readonly lake: Lake;
  readonly counts: StepCounts;
  readonly dataset: DatasetDescription;
  readonly shards: readonly PreparedShard[];
  readonly said: readonly string[];
  /** Every file of the step, by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const run = "test-run";
const types: Readonly<Record<string, string>> = {
  date: "DATE",
  launch_date: "DATE",
  end_date: "DATE",
  in_stock: "BOOLEAN",
};

/** Runs the step on a shop, in a folder of its own that is gone afterwards. */
export async function prepared(shop: Shop): Promise<Prepared> {
  return await inFolder(async (folder) => {
    const lake = await openFolderLake(join(folder, "lake"));
    await writeIngested(shop, lake, folder);
    return await runPrepare(lake, configOf(shop), join(folder, "scratch"));
  });
}

export async function inFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-prepare-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function runPrepare(
  lake: Lake,
  config: Config,
  scratch: string,
  change: Partial<StepContext> = {},
): Promise<Prepared> {
  const said: string[] = [];
  await mkdir(scratch, { recursive: true });
  const counts = await prepareStep.run({
    ...{ run, lake, config, dataFolder: scratch, asOf: undefined, seed: 1, threads: 1, scratch },
    progress: { report: () => {}, say: (sentence) => said.push(sentence) },
    signal: new AbortController().signal,
    ...change,
  });
  const prefix = stepKey(run, "prepare", "");
  const files = new Map<string, Uint8Array>();
  for await (const { key } of lake.list(prefix)) {
    files.set(key.slice(prefix.length), await lake.read(key));
  }
  const dataset = await requireJson<DatasetDescription>(lake, `${prefix}dataset.json`);
  const shards = await Promise.all(
    dataset.shardSeries.map(async (_, shard) => {
      const key = shardKey(run, "prepare", shard);
      return decodePreparedShard(await lake.read(key), key);
    }),
  );
  return { lake, counts, dataset, shards, said, files };
}

/** One series of whatever shard it is in: its columns as plain arrays. */
export function seriesOf(
  { shards, dataset }: Pick<Prepared, "shards" | "dataset">,
  item: string,
  location = "all",
) {
  for (const shard of shards) {
    const s = shard.item.findIndex((id, i) => id === item && shard.location[i] === location);
    if (s < 0) continue;
    const [from, to] = [shard.offsets[s] as number, shard.offsets[s + 1] as number];
    const ahead = s * dataset.horizon;
    const known = (values: Float32Array) =>
      values.subarray(from + ahead, to + ahead + dataset.horizon);
    return {
      shard,
      firstPeriod: shard.firstPeriod[s] as number,
      target: [...shard.target.subarray(from, to)],
      state: [...shard.state.subarray(from, to)].map((state) => "0mco"[state]).join(""),
      past: named(shard.past, (values) => [...values.subarray(from, to)]),
      known: named(shard.known, (values) => [...known(values)]),
      statics: Object.fromEntries(
        dataset.statics.map(({ name, labels }) => [
          name,
          labels[shard.statics.get(name)?.[s] as number],
        ]),
      ),
      itemRow: shard.itemRow[s] as number,
      locationRow: shard.locationRow[s] as number,
    };
  }
  return undefined;
}

const named = <Read>(
  columns: ReadonlyMap<string, Float32Array>,
  read: (values: Float32Array) => Read,
): Record<string, Read> =>
  Object.fromEntries([...columns].map(([name, values]) => [name, read(values)]));

export const entities = ({ files }: Prepared, name: string): DecodedColumns =>
  new DecodedColumns(files.get(name) as Uint8Array, name);

export function configOf({ tables, settings = {}, covariates = [] }: Shop): Config {
  const columnsOf = (name: string) =>
    Object.fromEntries(Object.keys(tables[name]?.[0] ?? {}).map((column) => [column, column]));
  const source = (name: string) => ({ files: `${name}.csv`, columns: columnsOf(name) });
  const yaml = {
    ...{ name: "test", frequency: "day", horizon: 2 },
    ...settings,
    tables: {
      sales: source("sales"),
      ...(tables.items && { items: source("items") }),
      ...(tables.locations && { locations: source("locations") }),
      covariates: covariates.map((declared, i) => ({ ...source(`covariates-${i}`), ...declared })),
    },
  };
  return parseConfig(JSON.stringify(yaml), "shelfcast.yaml");
}

export async function writeIngested(shop: Shop, lake: Lake, folder: string): Promise<void> {
  const { tables, cutoff, buckets = 2 } = shop;
  const local = join(folder, "ingested");
  const days = (tables.sales ?? [])
    .map(({ date }) => String(date))
    .filter((date) => date <= cutoff)
    .sort();
  const report: IngestReport = {
    buckets,
    dataStart: parseBusinessDate(days[0] as string),
    dataEnd: parseBusinessDate(days.at(-1) as string),
    cutoff: cutoff as BusinessDate,
    tables: Object.entries(tables).map(([table, rows]) => ({
      ...{ table, files: [], columns: Object.keys(rows[0] ?? {}), duplicates: 0, reasons: [] },
      ...{ rows: rows.length, accepted: rows.length, rejected: 0 },
    })),
    warnings: [],
  };
  const settings = { threads: 1, memoryMegabytes: 200, folders: [local], tempFolder: local };
  await withDuckdb(settings, async (duckdb) => {
    const put = async (name: string, rows: readonly Row[], like: readonly Row[]) => {
      const path = join(local, name);
      await writeParquet(duckdb, path, rows, like);
      await lake.upload(stepKey(run, "ingest", name), path);
    };
    for (const [table, rows] of Object.entries(tables)) {
      if (table !== "sales") await put(ingestFile.table(table), rows, rows);
    }
    const sales = (tables.sales ?? []).map((row) => ({ location: "all", ...row }));
    for (let bucket = 0; bucket < buckets; bucket++) {
      const own = sales.filter((row) => bucketOf(row, buckets) === bucket);
      await put(ingestFile.sales(bucket), own, sales);
    }
  });
  await writeJson(lake, stepKey(run, "ingest", ingestFile.report), report);
}

const bucketOf = ({ item, location }: Row, buckets: number): number =>
  hash32(`${item}@${location}`) % buckets;

/** @param like rows that tell which columns there are, also where `rows` has none */
async function writeParquet(
  duckdb: Duckdb,
  path: string,
  rows: readonly Row[],
  like: readonly Row[],
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const names = Object.keys(like[0] ?? {});
  const typeOf = (name: string) =>
    types[name] ?? (like.some((row) => typeof row[name] === "number") ? "DOUBLE" : "VARCHAR");
  const columns = names.map((name) => `${sqlName(name)} ${typeOf(name)}`).join(", ");
  await duckdb.run(`CREATE OR REPLACE TABLE written (${columns})`);
  for (let from = 0; from < rows.length; from += 500) {
    const values = rows
      .slice(from, from + 500)
      .map((row) => `(${names.map((name) => literal(row[name] ?? null)).join(", ")})`);
    await duckdb.run(`INSERT INTO written VALUES ${values.join(", ")}`);
  }
  await duckdb.run(`COPY written TO ${sqlText(path)} (FORMAT parquet)`);
}

const literal = (value: Value): string => {
  if (value === null) return "NULL";
  return typeof value === "string" ? sqlText(value) : String(value);
};
