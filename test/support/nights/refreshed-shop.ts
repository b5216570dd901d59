import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type NightlyResult, runNightly } from "#jobs/nightly/run-nightly.ts";
import { nightlySteps } from "#jobs/nightly/steps.ts";
import { parseConfig } from "#lib/config/parse-config.ts";
import { fromEpochDay, parseBusinessDate } from "#lib/domain/business-date.ts";
import { seededRandom } from "#lib/domain/random.ts";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import type { Lake } from "#lib/lake/lake.ts";

const days = 150;
const lastDay = 20_000;

/** Sales of some items whose weekends sell twice as much; from `changeDay` on, `change` times as much. */
function salesText(change: number, changeDay: number): string {
  const random = seededRandom(3, "refreshed shop");
  const lines = ["date,item,units"];
  for (let item = 0; item < 40; item++) {
    const level = 5 + 20 * random.uniform();
    for (let day = lastDay - days + 1; day <= lastDay; day++) {
      const weekly = day % 7 < 2 ? 2 : 1;
      const mean = level * weekly * (day >= changeDay ? change : 1);
      const units = Math.max(0, Math.round(mean * (1 + 0.2 * random.normal())));
      lines.push(`${fromEpochDay(day)},item-${item},${units}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

export interface RefreshedShop {
  readonly lake: Lake;
  /** A night, `before` days before the last of the data. */
  readonly night: (before: number, more?: string) => Promise<NightlyResult>;
  readonly remove: () => Promise<void>;
}

/** A small shop on disk; its nights train only on drift. */
export async function refreshedShop({ change = 1, daysBefore = 0 } = {}): Promise<RefreshedShop> {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-refresh-"));
  await writeFile(join(folder, "sales.csv"), salesText(change, lastDay - daysBefore + 1));
  const lake = await openFolderLake(join(folder, "lake"));
  const progress = { report: () => {}, say: () => {} };
  const night = (before: number, more = "") =>
    runNightly(
      nightlySteps,
      {
        config: parseConfig(
          `name: corner shop
horizon: 7
quantiles: [0.05, 0.5, 0.95]
training: { effort: quick, when: drift${more} }
tables:
  sales: { files: sales.csv, columns: { date: date, item: item, units: units } }
`,
          "shelfcast.yaml",
        ),
        ...{ dataFolder: folder, lake, seed: 1, threads: 2 },
        asOf: parseBusinessDate(fromEpochDay(lastDay - before)),
        signal: new AbortController().signal,
      },
      { begin: () => progress, end: async () => {} },
    );
  return { lake, night, remove: () => rm(folder, { recursive: true, force: true }) };
}
