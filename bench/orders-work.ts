import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { allocateStep } from "#jobs/allocate/step.ts";
import { replenishStep } from "#jobs/replenish/step.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import type { StepCounts } from "#lib/run/step.ts";
import { shopConfig, writePlannedShop } from "./orders/planned-shop.ts";

/** What it prints of a step that had a process of its own. */
export interface OrdersWork {
  readonly seconds: number;
  /** Of the processor, all threads together. */
  readonly busySeconds: number;
  readonly peakMegabytes: number;
  readonly counts: StepCounts;
}

const run = "planned";
const [folder = "", what = "", count = "", hasWarehouse = ""] = process.argv.slice(2);
const series = Number(count);
const lake = await openLake(join(folder, "lake"));
const scratch = join(folder, what);
await mkdir(scratch, { recursive: true });

const began = performance.now();
let counts: StepCounts = {};
if (what === "write") await writePlannedShop(lake, run, scratch, series);
else {
  const step = what === "replenish" ? replenishStep : allocateStep;
  counts = await step.run({
    ...{ run, lake, scratch, dataFolder: folder, asOf: undefined, seed: 1, threads: 2 },
    config: shopConfig(series, hasWarehouse === "warehouse"),
    progress: { report: () => {}, say: (sentence) => console.error(sentence) },
    signal: new AbortController().signal,
  });
}
const work: OrdersWork = {
  seconds: (performance.now() - began) / 1000,
  busySeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
  counts,
};
console.log(JSON.stringify(work));
