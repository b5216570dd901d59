import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchEncoding } from "./encoding-speed.ts";
import { printTable } from "./print-table.ts";
import { spawnWork } from "./spawn-work.ts";
import type { TextWork } from "./text-work.ts";

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/**
 * Learns an encoder from the grocery texts, kinds of products held out, and asks it for words that are
 * hidden and for the category of products that it never read of; then how fast texts are encoded.
 *
 * @param words `catalogue` or `speed` for one of them, then tokens shown at most; as many as the
 * nightly run shows where none is given
 */
export async function benchText(words: readonly string[]): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), "shelfcast-bench-"));
  try {
    const [part, most = "0"] = words;
    if (part !== "speed")
      showCatalogue(await spawnWork<TextWork>("text-work.ts", [scratch, "2", most]));
    if (part !== "catalogue") await benchEncoding(scratch);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

function showCatalogue({ rows, texts, held, seconds, megabytes, masked, ...work }: TextWork): void {
  const { pretraining, encoding } = seconds;
  console.log(
    `${rows} rows, ${texts} different texts, ${held} of them of held-out kinds; ${work.tokens} tokens. Pretrained ` +
      `in ${pretraining.toFixed(0)} s, all rows encoded in ${encoding.toFixed(0)} s (goal 900 together), ${megabytes} MB.\n`,
  );
  printTable(
    [
      "hidden tokens of held-out texts told right",
      "encoder",
      "most frequent",
      "by both neighbours",
    ],
    [[String(masked.hidden), ...[masked.model, masked.unigram, masked.bigram].map(percent)]],
  );
  console.log(`\n${work.queries} titles of held-out kinds, nearest of all known products\n`);
  printTable(
    ["", "precision@1", "precision@10", "MRR"],
    Object.entries(work.retrieval).map(([name, { precision, reciprocalRank }]) => [
      ...[name, percent(precision[1]), percent(precision[10]), reciprocalRank.toFixed(3)],
    ]),
  );
}
