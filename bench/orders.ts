import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OrderMetrics } from "#jobs/backtest/order-metrics.ts";
import {
  demandKinds,
  fineLevels,
  simulatedFill,
} from "#test/support/inventory/simulated-demand.ts";
import { dataSets } from "./forecast/data-sets.ts";
import type { OrdersWork } from "./orders-work.ts";
import { printTable } from "./print-table.ts";
import { spawnWork } from "./spawn-work.ts";

const parts = { speed: benchSpeed, service: benchService, cost: benchCost } as const;

/** Orders: how fast, how near to the service asked for, and what they cost. All, or the parts named. */
export async function benchOrders(words: readonly string[]): Promise<void> {
  const named = Object.entries(parts).filter(
    ([name]) => words.length === 0 || words.includes(name),
  );
  for (const [, part] of named) await part(words.filter((word) => !(word in parts)));
}

const sizes = [20_000, 100_000, 1_000_000];

/** Replenish and allocate of invented forecasts, each in a process of its own, on two threads. */
async function benchSpeed(words: readonly string[]): Promise<void> {
  const asked = words.length > 0 ? words.map(Number) : sizes;
  const rows: string[][] = [];
  for (const series of asked) {
    rows.push(await timeNight(series, "stores buy"), await timeNight(series, "warehouse"));
  }
  printTable(
    [
      ...["series", "", "replenish s", "allocate s", "processor s / 2", "series a second"],
      ...["replenish MB", "allocate MB"],
    ],
    rows,
  );
}

async function timeNight(series: number, kind: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-bench-"));
  try {
    const work = (what: string) =>
      spawnWork<OrdersWork>("orders-work.ts", [folder, what, String(series), kind]);
    await work("write");
    const steps = [await work("replenish"), await work("allocate")] as const;
    const seconds = steps.map((step) => step.seconds);
    const busy = steps.reduce((sum, { busySeconds }) => sum + busySeconds, 0);
    return [
      series.toLocaleString("en-US"),
      kind,
      ...seconds.map((each) => each.toFixed(1)),
      (busy / 2).toFixed(1),
      Math.round(series / seconds.reduce((sum, each) => sum + each)).toLocaleString("en-US"),
      ...steps.map(({ peakMegabytes }) => peakMegabytes.toFixed(0)),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

const targets = [0.9, 0.95, 0.98];
const publishedLevels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];

/** Fill rate reached less the one asked for, points; demand known exactly, or by seven quantiles. */
async function benchService(): Promise<void> {
  const points = (kind: string, target: number, levels: readonly number[]) =>
    ((simulatedFill(kind, target, { days: 60_000, levels }) - target) * 100).toFixed(2);
  const rows = Object.keys(demandKinds).map((kind) => [
    kind,
    ...targets.map((target) => points(kind, target, fineLevels)),
    ...targets.map((target) => points(kind, target, publishedLevels)),
  ]);
  printTable(
    [
      "demand",
      ...targets.map((target) => `${target}, 99 levels`),
      ...targets.map((target) => `${target}, 7 levels`),
    ],
    rows,
  );
}

const shops = ["demo", "retail, a quarter"];

/** `backtest --orders`: money at the fill rate reached, against a fixed reorder point and foresight. */
async function benchCost(words: readonly string[]): Promise<void> {
  const rows: string[][] = [];
  for (const name of words.length > 0 ? words : shops) {
    const folder = await mkdtemp(join(tmpdir(), "shelfcast-bench-"));
    try {
      rows.push(await costOf(name, folder));
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  printTable(
    ["shop", "series", "fill rate", "total cost", "fixed reorder point", "saved", "of foresight's"],
    rows,
  );
}

async function costOf(name: string, folder: string): Promise<string[]> {
  const shop = dataSets[name];
  if (shop === undefined)
    throw new Error(`${name} is no data set: ${Object.keys(dataSets).join(", ")}`);
  const { config, data } = await shop.write(folder, 1);
  const out = join(folder, "backtest");
  const from = ["--config", config, "--data", data, "--cutoffs", shop.cutoffs.join(",")];
  await spawnWork("../jobs/main.ts", [
    "backtest",
    "--orders",
    "--refit",
    "first",
    ...from,
    "--out",
    out,
    "--json",
  ]);
  const { orders } = JSON.parse(await readFile(join(out, "metrics.json"), "utf8")) as {
    readonly orders: OrderMetrics;
  };
  const { series, policies, fixedAtSameFill, saving, shareOfForesight } = orders;
  const ours = policies.shelfcast;
  const percent = (share: number | null | undefined) =>
    typeof share === "number" ? `${(100 * share).toFixed(1)} %` : "";
  const money = (value: number | undefined) => value?.toFixed(0) ?? "";
  return [
    name,
    series.toLocaleString("en-US"),
    percent(ours?.fillRate),
    money(ours?.totalCost),
    money(fixedAtSameFill?.totalCost),
    percent(saving),
    percent(shareOfForesight),
  ];
}
