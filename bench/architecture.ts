import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { variants } from "./architecture/variants.ts";
import type { VariantScore } from "./architecture-work.ts";
import { dataSets } from "./forecast/data-sets.ts";
import type { NightWork } from "./night-work.ts";
import { printTable } from "./print-table.ts";
import { spawnWork } from "./spawn-work.ts";

const seed = 1;
const usual = ["retail, a quarter", "beverages", "demo", "promotions", "intermittent"];
const stepsBefore = ["ingest", "prepare", "embed", "signals"];

/**
 * The network with its parts left out or exchanged one by one, trained quickly on data sets of different
 * kinds up to the earliest validation cutoff and scored on what came after, and the trees beside it.
 *
 * @param words  names of data sets, the usual ones where none is given; `only=…` for variants that hold it
 */
export async function benchArchitecture(words: readonly string[]): Promise<void> {
  const asked = words.filter((word) => word in dataSets);
  const only = words.find((word) => word.startsWith("only="))?.slice(5) ?? "";
  const names = Object.keys(variants).filter((name, i) => i === 0 || name.includes(only));
  const rows: string[][] = [];
  for (const name of asked.length > 0 ? asked : usual) {
    const scores = await measure(name, names);
    const standard = scores[0] as VariantScore;
    for (const score of scores) {
      rows.push([
        ...[name, score.variant, threeDigits(score.wql), threeDigits(score.sql)],
        threeDigits(score.wql / standard.wql),
        threeDigits(score.sql / standard.sql),
        score.seconds.toFixed(0),
      ]);
    }
  }
  printTable(["data set", "network", "WQL", "SQL", "WQL ratio", "SQL ratio", "seconds"], rows);
}

const threeDigits = (value: number): string => value.toFixed(3);

async function measure(name: string, chosen: readonly string[]): Promise<VariantScore[]> {
  const set = dataSets[name];
  if (set === undefined) throw new Error(`no data set ${name}`);
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-bench-"));
  try {
    const { config, data } = await set.write(folder, seed);
    const lake = join(folder, "lake");
    const words = [config, data, lake, stepsBefore.join(",")];
    const { run } = await spawnWork<NightWork>("night-work.ts", words);
    return await spawnWork("architecture-work.ts", [config, lake, run, ...chosen]);
  } finally {
    await rm(folder, { recursive: true });
  }
}
