import { dirname, join } from "node:path";
import { type PublishedFile, publishedFiles } from "#lib/contracts/publication.ts";
import type { RecommendedItem } from "#lib/contracts/serving.ts";
import type { SpillFile } from "#lib/publication/spill-file.ts";
import type { StepContext } from "#lib/run/step.ts";
import type { ColumnChunk } from "#lib/tables/column-chunk.ts";
import { withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";

const memoryMegabytes = 400;

/** Where lists of each kind come in the table: in the order of their names. */
const ranks: Readonly<Record<string, number>> = { customer: 0, similar: 1, together: 2 };

/** One list of recommended items a customer, and two an item, from the file that is published. */
export async function spillRecommendations(
  { scratch, signal }: StepContext,
  spill: SpillFile,
  files: readonly PublishedFile[],
): Promise<void> {
  if (!files.some(({ name }) => name === publishedFiles.recommendations)) return;
  const path = join(scratch, publishedFiles.recommendations);
  const settings = { threads: 1, memoryMegabytes, tempFolder: join(scratch, "duckdb"), signal };
  const query = `SELECT kind, CASE WHEN kind = 'customer' THEN customer ELSE source END AS source,
    CAST(rank AS DOUBLE) AS rank, item, score, reason
    FROM read_parquet(${sqlText(path)}) ORDER BY 1, 2, 3`;
  await withDuckdb({ ...settings, folders: [dirname(path)] }, async (duckdb) => {
    const lists = new ListBuilder(spill);
    for await (const chunk of duckdb.stream(query)) lists.add(chunk);
    lists.end();
  });
}

/** Puts rows of one list together, as long as they come one after another. */
class ListBuilder {
  readonly #spill: SpillFile;
  #kind = "";
  #source = "";
  #list: RecommendedItem[] = [];

  constructor(spill: SpillFile) {
    this.#spill = spill;
  }

  add(chunk: ColumnChunk): void {
    const [kind, source, item, reason] = ["kind", "source", "item", "reason"].map((name) =>
      chunk.texts(name),
    ) as [string[], string[], string[], string[]];
    const [rank, score] = [chunk.numbers("rank"), chunk.numbers("score")];
    for (let r = 0; r < kind.length; r++) {
      if (kind[r] !== this.#kind || source[r] !== this.#source) this.end();
      this.#kind = kind[r] as string;
      this.#source = source[r] as string;
      this.#list.push({
        rank: Number(rank[r]),
        item: item[r] as string,
        score: Number(score[r]),
        reason: reason[r] ?? "",
      });
    }
  }

  end(): void {
    const rank = ranks[this.#kind];
    if (rank !== undefined && this.#list.length > 0) {
      const text = JSON.stringify([this.#kind, this.#source, this.#list]);
      this.#spill.add({ rank, item: this.#source, location: "" }, text);
    }
    this.#list = [];
  }
}
