import type { ColumnChunk } from "#lib/tables/column-chunk.ts";

/** Units of an order, and units of demand that they are expected to save from a stock-out. */
export type OrderPart = readonly [units: number, saved: number];

/** What is weighed of one series, as a line of NDJSON; `null` where not known or without limit. */
export interface OrderLine {
  readonly shard: number;
  readonly row: number;
  readonly item: string;
  readonly title: string;
  readonly location: string;
  readonly supplier: string;
  /** The warehouse that supplies it; "" where a supplier does. */
  readonly warehouse: string;
  readonly quantity: number;
  /** Money a unit. */
  readonly unitValue: number | null;
  readonly shortageCost: number | null;
  readonly packSize: number;
  readonly minOrder: number;
  readonly maxOrder: number | null;
  /** Units that usually sell in an order cycle. */
  readonly usual: number | null;
  readonly position: number;
  readonly surplus: number;
  /** Days from leaving to the shelf. */
  readonly leadDays: number | null;
  readonly parts: readonly OrderPart[];
  /** Mean and variance of demand, in turn; empty where no warehouse supplies it. */
  readonly moments: readonly number[];
  /** Why the quantity is no longer what the series alone would have. */
  readonly note: string;
}

/** Columns of the lines as DuckDB reads them; lists stay JSON. */
export const lineColumns = `{ shard: 'INTEGER', row: 'INTEGER', item: 'VARCHAR', title: 'VARCHAR',
  location: 'VARCHAR', supplier: 'VARCHAR', warehouse: 'VARCHAR', quantity: 'DOUBLE',
  unitValue: 'DOUBLE', shortageCost: 'DOUBLE', packSize: 'DOUBLE', minOrder: 'DOUBLE',
  maxOrder: 'DOUBLE', usual: 'DOUBLE', position: 'DOUBLE', surplus: 'DOUBLE', leadDays: 'DOUBLE', parts: 'VARCHAR',
  moments: 'VARCHAR', note: 'VARCHAR' }`;

const numberNames = [
  "shard",
  "row",
  "quantity",
  "unitValue",
  "shortageCost",
  "packSize",
  "minOrder",
  "maxOrder",
  "usual",
  "position",
  "surplus",
  "leadDays",
] as const;
const textNames = ["item", "title", "location", "supplier", "warehouse", "note"] as const;

/** The lines of a chunk, in its order. */
export function linesOf(chunk: ColumnChunk): OrderLine[] {
  const numbers = new Map(numberNames.map((name) => [name, chunk.numbers(name)]));
  const texts = new Map(textNames.map((name) => [name, chunk.texts(name)]));
  const [parts, moments] = [chunk.texts("parts"), chunk.texts("moments")];
  return Array.from({ length: chunk.rowCount }, (_, r) => {
    const number = (name: (typeof numberNames)[number]) => numbers.get(name)?.[r] as number;
    const known = (name: (typeof numberNames)[number]) =>
      Number.isNaN(number(name)) ? null : number(name);
    const text = (name: (typeof textNames)[number]) => texts.get(name)?.[r] ?? "";
    return {
      ...{ shard: number("shard"), row: number("row"), quantity: number("quantity") },
      ...{ item: text("item"), title: text("title"), location: text("location") },
      ...{ supplier: text("supplier"), warehouse: text("warehouse"), note: text("note") },
      ...{ unitValue: known("unitValue"), shortageCost: known("shortageCost") },
      ...{ packSize: number("packSize"), minOrder: number("minOrder") },
      ...{ maxOrder: known("maxOrder"), usual: known("usual"), leadDays: known("leadDays") },
      ...{ position: number("position"), surplus: number("surplus") },
      parts: JSON.parse(parts[r] ?? "[]"),
      moments: JSON.parse(moments[r] ?? "[]"),
    };
  });
}

/**
 * The line with another quantity. What is taken away are its most needed parts, where something else
 * serves them, or its least needed.
 */
export function withQuantity(
  line: OrderLine,
  quantity: number,
  takenFrom: "front" | "back",
  note: string,
): OrderLine {
  const cut = line.quantity - quantity;
  const parts = takenFrom === "front" ? cutParts(line.parts, cut) : keepParts(line.parts, quantity);
  return { ...line, quantity, parts, note: [line.note, note].filter((text) => text).join(" ") };
}

function cutParts(parts: readonly OrderPart[], units: number): OrderPart[] {
  let left = Math.max(0, units);
  const kept: OrderPart[] = [];
  for (const [size, saved] of parts) {
    const taken = Math.min(size, left);
    left -= taken;
    if (size - taken > tinyUnits) kept.push([size - taken, (saved * (size - taken)) / size]);
  }
  return kept;
}

function keepParts(parts: readonly OrderPart[], units: number): OrderPart[] {
  let left = units;
  const kept: OrderPart[] = [];
  for (const [size, saved] of parts) {
    const taken = Math.min(size, left);
    left -= taken;
    if (taken > tinyUnits) kept.push([taken, (saved * taken) / size]);
  }
  return kept;
}

const tinyUnits = 1e-6;
