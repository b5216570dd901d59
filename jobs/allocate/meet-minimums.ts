import type { PurchaseBook, SupplierMinimum, SupplierRaise } from "#lib/inventory/purchase-book.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { linesOf, type OrderLine } from "./order-line.ts";
import type { PurchaseList } from "./purchase-list.ts";

/** What became of the suppliers that take no less than so much at once. */
interface Minimums {
  readonly raised: readonly string[];
  readonly heldBack: readonly string[];
}

/** Raises the lines of suppliers under their minimum where that is little; the others take nothing. */
export async function meetMinimums(
  duckdb: Duckdb,
  book: PurchaseBook,
  minimums: ReadonlyMap<string, SupplierMinimum>,
): Promise<Minimums> {
  const [raised, heldBack]: [string[], string[]] = [[], []];
  for (const [supplier, minimum] of minimums) {
    const factor = book.shortfall(supplier, minimum);
    if (factor <= 1) continue;
    const more = await raiseOf(duckdb, supplier, factor, book);
    const list = book.raise(supplier, more, minimum) ? raised : heldBack;
    list.push(supplier);
  }
  return { raised, heldBack };
}

/** Adds the raises of some suppliers' lines to the list. */
export async function listRaises(
  duckdb: Duckdb,
  suppliers: readonly string[],
  book: PurchaseBook,
  list: PurchaseList,
): Promise<void> {
  for (const supplier of suppliers) {
    for await (const [number, line] of boughtLines(duckdb, supplier)) {
      const units = book.raised(number);
      if (units <= 0) continue;
      const { item, title, location } = line;
      const value = units * (line.unitValue ?? Number.NaN);
      const part = { item, title, location, supplier, units, value };
      await list.add({ ...part, saves: Number.NaN, answer: "raised" });
    }
  }
}

/** What raising every line of a supplier comes to, in whole packs, as far as there is room. */
async function raiseOf(
  duckdb: Duckdb,
  supplier: string,
  factor: number,
  book: PurchaseBook,
): Promise<SupplierRaise> {
  const [lines, units, locations]: [number[], number[], string[]] = [[], [], []];
  const room = new Map<string, number>();
  let value = 0;
  for await (const [number, line] of boughtLines(duckdb, supplier)) {
    const left = room.get(line.location) ?? book.roomAt(line.location);
    const more = raiseOfLine(line, book.bought(number), factor, left);
    if (more <= 0) continue;
    lines.push(number);
    units.push(more);
    locations.push(line.location);
    room.set(line.location, left - more);
    value += more * (line.unitValue ?? 0);
  }
  return { lines, units, locations, value };
}

/** What a supplier delivers itself, line by line, each with its number. */
async function* boughtLines(
  duckdb: Duckdb,
  supplier: string,
): AsyncGenerator<readonly [number: number, line: OrderLine]> {
  const query = `SELECT * FROM lines WHERE supplier = ${sqlText(supplier)} AND warehouse = '' AND quantity > 0 ORDER BY line`;
  for await (const chunk of duckdb.stream(query)) {
    const numbers = chunk.numbers("line");
    for (const [r, line] of linesOf(chunk).entries()) yield [numbers[r] as number, line];
  }
}

/** Units more of a line that grows with all of its supplier's, in whole packs, up to its largest order. */
function raiseOfLine(
  { packSize, maxOrder }: Pick<OrderLine, "packSize" | "maxOrder">,
  bought: number,
  factor: number,
  room: number,
): number {
  if (bought <= 0) return 0;
  const wanted = Math.ceil((bought * factor) / packSize - rounding) * packSize;
  const limit = Math.min(maxOrder ?? wanted, bought + room);
  const most = Math.floor(limit / packSize + rounding) * packSize;
  return Math.max(0, Math.min(wanted, most) - bought);
}

const rounding = 1e-9;
