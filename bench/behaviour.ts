import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RankingScores } from "#lib/behaviour/ranking-scores.ts";
import type { BehaviourWork } from "./behaviour-work.ts";
import { dataSets } from "./forecast/data-sets.ts";
import type { NightWork } from "./night-work.ts";
import { printTable } from "./print-table.ts";
import type { ShopperWork } from "./shoppers-work.ts";
import { spawnWork } from "./spawn-work.ts";

const shops = ["retail", "demo"];

/** What customers buy next, against rivals; then so many invented customers and items, if asked for. */
export async function benchBehaviour(words: readonly string[]): Promise<void> {
  const [customers, items] = words.map(Number);
  if (customers && items) return await benchMany(customers, items);
  for (const name of words.length > 0 ? words : shops) await benchShop(name);
}

/** The last order of each customer in the horizon before the end, all items candidates. */
async function benchShop(name: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-bench-"));
  try {
    const shop = dataSets[name];
    if (shop === undefined)
      throw new Error(`${name} is none of ${Object.keys(dataSets).join(", ")}`);
    const { config, data } = await shop.write(folder, 1);
    const lake = join(folder, "lake");
    const names = "ingest,prepare,embed,recommend";
    const { run, records } = await spawnWork<NightWork>("night-work.ts", [
      config,
      data,
      lake,
      names,
    ]);
    const scratch = join(folder, "scratch");
    await mkdir(scratch);
    const work = await spawnWork<BehaviourWork>("behaviour-work.ts", [config, lake, run, scratch]);
    const step = records.find((record) => record.step === "recommend");
    console.log(
      `\n${name}: ${work.customers} customers asked about, ${work.items} items; the step recommend for all ` +
        `customers took ${step?.seconds.toFixed(0)} s, ${step?.peakMemoryMb} MB; chosen: ${work.chosen}\n`,
    );
    showScores(work);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const digits = (value: number): string => value.toFixed(4);

function showScores({ scores, reliability, cold }: BehaviourWork): void {
  const row = (name: string, { recall, ndcg }: RankingScores) => [
    name,
    digits(recall),
    digits(ndcg),
  ];
  printTable(
    ["", "Recall@10", "NDCG@10"],
    Object.entries(scores).map(([name, score]) => row(name, score)),
  );
  const { error, crossEntropy, plainCrossEntropy } = reliability;
  console.log(
    `\ncalibration error ${digits(error)}; cross-entropy ${digits(crossEntropy)}, of the mean alone ${digits(plainCrossEntropy)}`,
  );
  console.log(
    `\n${cold.items} items not bought before the cut, ${cold.customers} customers that bought one\n`,
  );
  printTable(
    ["among cold items", "Recall@10", "NDCG@10"],
    [row("shelfcast", cold.ours), row("popularity of the category", cold.byCategory)],
  );
}

async function benchMany(customers: number, items: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-bench-"));
  try {
    const words = [folder, String(customers), String(items)];
    const { seconds, busySeconds, peakMegabytes, rows } = await spawnWork<ShopperWork>(
      "shoppers-work.ts",
      words,
    );
    printTable(
      ["customers", "items", "seconds", "processor seconds", "rows", "peak MB"],
      [
        [customers, items, seconds, busySeconds, rows, peakMegabytes].map((n) =>
          Math.round(n).toLocaleString("en-US"),
        ),
      ],
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
