import { readFile, writeFile } from "node:fs/promises";
import { writeDemo } from "#lib/demo/write-demo.ts";

const demoSeed = 1;
/** Of five hundred: the first bear words of both languages, and every table has rows of them. */
const lastSold = "DEMO-0012";
/** Known with their words: enough for an encoder of their own. */
const lastKnown = "DEMO-0060";
/** Of four thousand. */
const lastCustomer = "DEMO-C0200";
/** A year of the two. */
const firstSold = "2025-07-01";

const learning = `training: { effort: quick }
tuning: { search: random, trials: 1, space: { trees: 30, learning_rate: [0.002, 0.01] } }
`;

/**
 * The demo shop with all its tables, of which sales and items are read up to an item's code, and sales
 * up to a customer's and of one year, and networks are trained quickly, with other settings tried once.
 * @returns the path of its config
 */
export async function writeDemoPart(folder: string): Promise<string> {
  const path = await writeDemo(folder, demoSeed);
  const config = await readFile(path, "utf8");
  const isSold = `item <= '${lastSold}' AND coalesce(customer, '') <= '${lastCustomer}' AND date >= '${firstSold}'`;
  const narrowed = config
    .replace("  sales:\n", (start) => `${start}    where: "${isSold}"\n`)
    .replace("  items:\n", (start) => `${start}    where: "item <= '${lastKnown}'"\n`);
  await writeFile(path, narrowed + learning);
  return path;
}
