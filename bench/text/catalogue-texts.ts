import { join } from "node:path";
import { hash32 } from "#lib/domain/random.ts";
import { type SmallValue, withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";

/** A text of a catalogue, written as the nightly run writes it: title, brand and category, a line each. */
export interface Product {
  readonly title: string;
  readonly category: string;
  readonly whole: string;
  /** What kinds of products have in common; a kind is held out as a whole. */
  readonly kind: string;
}

export interface Review {
  readonly text: string;
  /** Stars, 1 to 5. */
  readonly rating: number;
}

/** A row each, repeats among them. Their folder lies where `SHELFCAST_DATA` says. */
export async function readGroceries(scratch: string): Promise<Product[]> {
  const columns = "product_type, package_size, brand, product_category, department";
  const rows = await readRows("grocery-products.csv.gz", columns, scratch);
  return rows.map(([type, size, brand, category, department]) => {
    const title = [type, size].filter((part) => part !== "").join(" ");
    const path = [department, category].filter((part) => part !== "").join("/");
    const lines = [title, brand, path].filter((part) => part !== "");
    return { title, category: category as string, whole: lines.join("\n"), kind: type as string };
  });
}

export async function readReviews(scratch: string): Promise<Review[]> {
  const columns = `"Title", "Review Text", "Rating"`;
  const rows = await readRows("clothing-reviews.csv.gz", columns, scratch);
  return rows
    .map(([title, text, rating]) => ({
      text: [title, text].filter((part) => part !== "").join("\n"),
      rating: Number(rating),
    }))
    .filter(({ text, rating }) => text !== "" && rating > 0);
}

async function readRows(file: string, columns: string, scratch: string): Promise<string[][]> {
  const folder = join(process.env.SHELFCAST_DATA ?? "data", "catalogue-text");
  const sql = `SELECT ${columns} FROM read_csv(${sqlText(join(folder, file))}, all_varchar = true) ORDER BY ALL`;
  const settings = { threads: 2, memoryMegabytes: 1000, tempFolder: scratch };
  const rows = await withDuckdb({ ...settings, folders: [folder] }, (duckdb) => duckdb.rows(sql));
  const textOf = (value: SmallValue) =>
    String(value ?? "")
      .replace(/\s+/gu, " ")
      .trim();
  return rows.map((row) => Object.values(row).map(textOf));
}

/** One of so many is held out. */
const heldOutOf = 10;

/** Whether a kind, with all its texts, is kept from learning. */
export const isHeldOut = (kind: string): boolean => hash32(kind) % heldOutOf === 0;
