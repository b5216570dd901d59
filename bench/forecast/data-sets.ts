import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeDemo } from "#lib/demo/write-demo.ts";
import { cutoffOf, type InventedKind, inventedKinds, writeInvented } from "./invented-series.ts";

/** Something to forecast, and from when. */
interface DataSet {
  readonly cutoffs: readonly string[];
  /** Writes what is needed into `folder`. @returns the config and where its files lie */
  write(folder: string, seed: number): Promise<{ readonly config: string; readonly data: string }>;
}

/** Shops other than the demo's, from data whose folder `SHELFCAST_DATA` names. */
const example = (
  name: string,
  cutoffs: readonly string[],
  changes: readonly (readonly [from: string, to: string])[] = [],
): DataSet => ({
  cutoffs,
  write: async (folder) => {
    const text = await readFile(`examples/${name}/shelfcast.yaml`, "utf8");
    const config = join(folder, "shelfcast.yaml");
    await writeFile(
      config,
      changes.reduce((sum, [from, to]) => replaceOnce(sum, from, to), text),
    );
    return { config, data: join(process.env.SHELFCAST_DATA ?? "data", name) };
  },
});

function replaceOnce(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the example says nowhere ${JSON.stringify(from)}`);
  return text.replace(from, to);
}

const invented = (name: string, kind: InventedKind): DataSet => ({
  cutoffs: [2, 1].map((horizons) => cutoffOf(kind, horizons)),
  write: async (folder, seed) => ({
    config: await writeInvented(kind, folder, name, seed),
    data: folder,
  }),
});

const quarter = ["AND Quantity > 0", "AND Quantity > 0 AND hash(StockCode) % 4 = 0"] as const;
const weekly = [
  ["frequency: day", "frequency: week"],
  ["horizon: 28", "horizon: 4"],
  ["season: 7", "season: 52"],
] as const;

export const dataSets: Readonly<Record<string, DataSet>> = {
  retail: example("online-retail", ["2011-08-05", "2011-09-02"]),
  "retail, a quarter": example("online-retail", ["2011-08-05", "2011-09-02"], [quarter]),
  "retail, spring": example("online-retail", ["2011-05-06", "2011-06-03"], [quarter]),
  "retail by week": example("online-retail", ["2011-07-31", "2011-08-28"], [quarter, ...weekly]),
  "retail by country": example(
    "online-retail",
    ["2011-07-31", "2011-08-28"],
    [
      ...weekly,
      ["columns: { item: StockCode, title: Description }", "columns: { item: Country }"],
      ["item: StockCode", "item: Country"],
    ],
  ),
  beverages: example("beverages", ["2016-12-31", "2017-06-30"]),
  demo: {
    cutoffs: ["2026-05-05", "2026-06-02"],
    write: async (folder, seed) => ({ config: await writeDemo(folder, seed), data: folder }),
  },
  ...Object.fromEntries(
    Object.entries(inventedKinds).map(([name, kind]) => [name, invented(name, kind)]),
  ),
};
