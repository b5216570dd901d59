import { publishedFiles } from "#lib/contracts/publication.ts";
import { csvLine, csvText } from "#lib/publication/csv-text.ts";
import { numberText } from "#lib/publication/number-text.ts";
import type { ColumnChunk } from "#lib/tables/column-chunk.ts";
import { sqlText } from "#lib/tables/sql-text.ts";

/** A list that planners download, and the NDJSON it is made from. */
export interface ListFile {
  readonly name: string;
  /** SQL type by column, in the order of the file; the NDJSON names them alike. */
  readonly columns: Readonly<
    Record<string, { readonly json: string; readonly type: "VARCHAR" | "DOUBLE" }>
  >;
  readonly order: string;
}

const text = (json: string) => ({ json, type: "VARCHAR" }) as const;
const number = (json: string) => ({ json, type: "DOUBLE" }) as const;

/** Purchases, transfers and markdowns as they are published. */
export const listFiles = {
  purchases: {
    name: publishedFiles.purchases,
    columns: {
      rank: number("rank"),
      item: text("item"),
      title: text("title"),
      location: text("location"),
      supplier: text("supplier"),
      units: number("units"),
      value: number("value"),
      saves: number("saves"),
      spent: number("spent"),
      answer: text("answer"),
    },
    order: "rank",
  },
  moves: {
    name: publishedFiles.transfers,
    columns: {
      item: text("item"),
      title: text("title"),
      from: text("from"),
      to: text("to"),
      units: number("units"),
      saves: number("saves"),
      reason: text("reason"),
    },
    order: '"saves" DESC NULLS LAST, "item", "from", "to"',
  },
  markdowns: {
    name: publishedFiles.markdowns,
    columns: {
      item: text("item"),
      title: text("title"),
      location: text("location"),
      price: number("price"),
      suggested_price: number("suggested"),
      on_hand: number("onHand"),
      unsold: number("unsold"),
      unsold_after: number("unsoldAfter"),
      gain: number("gain"),
      gain_low: number("gainLow"),
      gain_high: number("gainHigh"),
      reason: text("reason"),
    },
    order: '"gain" DESC, "item", "location"',
  },
} as const satisfies Record<string, ListFile>;

/** Rows of a list in the order of its file. */
export function listQuery({ columns, order }: ListFile, path: string): string {
  const types = Object.values(columns).map(({ json, type }) => `"${json}": '${type}'`);
  return `SELECT * FROM read_json(${sqlText(path)}, format = 'newline_delimited',
    columns = {${types.join(", ")}}) ORDER BY ${order}`;
}

/** Its rows as lines of CSV. */
export function* csvLines({ columns }: ListFile, chunk: ColumnChunk): Generator<string> {
  const fields = Object.values(columns).map(({ json, type }) => {
    if (type === "DOUBLE") {
      const numbers = chunk.numbers(json);
      return (r: number) => numberText(numbers[r] as number);
    }
    const texts = chunk.texts(json);
    return (r: number) => csvText(texts[r] ?? "");
  });
  for (let r = 0; r < chunk.rowCount; r++) yield csvLine(fields.map((field) => field(r)));
}
