/** How a value of a raw column is read. Text of it is trimmed first; empty means absent. */
const columnTypes = {
  id: "a code such as a SKU, kept letter for letter",
  text: "words in any language",
  date: "a business date; a time of day after it is dropped",
  number: "a finite number",
  flag: "true or false, 1 or 0, yes or no",
} as const;
export type ColumnType = keyof typeof columnTypes;

export interface RawColumn {
  readonly type: ColumnType;
  readonly meaning: string;
  /** A row without a value here is set aside; a file without the column is refused. */
  readonly required?: boolean;
  /** Smallest and largest value allowed, both included. */
  readonly min?: number;
  readonly max?: number;
  /** Bounds that are themselves not allowed. */
  readonly above?: number;
  readonly below?: number;
  /** The only words allowed. */
  readonly oneOf?: readonly string[];
}

export interface RawTable {
  readonly meaning: string;
  readonly columns: Readonly<Record<string, RawColumn>>;
  /** What a column that is not listed holds; `undefined` refuses such a column. */
  readonly attributes: ColumnType | undefined;
}

/** A table as the literal it is declared by, so that its column names are known to the compiler. */
const table = <const T extends RawTable>(declared: T): T => declared;

const sales = table({
  meaning: "What was sold; many rows of a series in one period are summed.",
  columns: {
    date: { type: "date", required: true, meaning: "day of the sale" },
    item: { type: "id", required: true, meaning: "the product sold" },
    units: { type: "number", required: true, min: 0, meaning: "units sold, fractions allowed" },
    location: { type: "id", meaning: "store or warehouse; absent means `all`" },
    price: { type: "number", min: 0, meaning: "price of one unit" },
    customer: { type: "id", meaning: "who bought" },
    order: { type: "id", meaning: "receipt or invoice: what was bought together" },
    promotion: { type: "number", min: 0, meaning: "0 for none, else 1 or the depth" },
    in_stock: { type: "flag", meaning: "false where the shelf was empty" },
    revenue: { type: "number", min: 0, meaning: "money taken by this row" },
  },
  attributes: undefined,
});

const items = table({
  meaning: "What is sold.",
  columns: {
    item: { type: "id", required: true, meaning: "the product" },
    title: { type: "text", meaning: "its name" },
    description: { type: "text", meaning: "what is said of it" },
    category: { type: "text", meaning: "path from general to special, `a/b/c`" },
    brand: { type: "text", meaning: "brand or maker" },
    image: { type: "text", meaning: "file or address of a picture" },
    launch_date: { type: "date", meaning: "first day it can be sold" },
    end_date: { type: "date", meaning: "last day it can be sold" },
    replaces: { type: "id", meaning: "the item it follows" },
  },
  attributes: "text",
});

const locations = table({
  meaning: "Where it is sold.",
  columns: {
    location: { type: "id", required: true, meaning: "the store or warehouse" },
    name: { type: "text", meaning: "its name" },
    region: { type: "text", meaning: "where it lies" },
  },
  attributes: "text",
});

const covariates = table({
  meaning: "What moves demand: prices, promotions, holidays, opening days, weather.",
  columns: {
    date: { type: "date", meaning: "the day the values hold for" },
    item: { type: "id", meaning: "the item they hold for; absent means all" },
    location: { type: "id", meaning: "the location they hold for; absent means all" },
  },
  attributes: "number",
});

const reviews = table({
  meaning: "What customers wrote.",
  columns: {
    item: { type: "id", required: true, meaning: "the product" },
    date: { type: "date", required: true, meaning: "day it was written" },
    rating: { type: "number", meaning: "stars, on the shop's own scale" },
    text: { type: "text", meaning: "the review" },
  },
  attributes: undefined,
});

const searches = table({
  meaning: "What customers looked for.",
  columns: {
    date: { type: "date", required: true, meaning: "day of the search" },
    query: { type: "text", required: true, meaning: "words typed" },
    count: { type: "number", min: 0, meaning: "times it was searched; absent means once" },
    item: { type: "id", meaning: "item it led to; absent: matched by text" },
  },
  attributes: undefined,
});

const interactions = table({
  meaning: "What customers did; absent, it is derived from sales with a customer.",
  columns: {
    customer: { type: "id", required: true, meaning: "who" },
    item: { type: "id", required: true, meaning: "with which product" },
    date: { type: "date", required: true, meaning: "when" },
    kind: { type: "text", oneOf: ["view", "cart", "purchase"], meaning: "absent means purchase" },
    quantity: { type: "number", min: 0, meaning: "absent means 1" },
  },
  attributes: undefined,
});

const stock = table({
  meaning: "What is on the shelf and on its way.",
  columns: {
    item: { type: "id", required: true, meaning: "the product" },
    date: { type: "date", required: true, meaning: "day of the count" },
    location: { type: "id", meaning: "where; absent means `all`" },
    on_hand: { type: "number", required: true, min: 0, meaning: "units that can be sold" },
    on_order: { type: "number", min: 0, meaning: "units ordered, not yet here" },
    backordered: { type: "number", min: 0, meaning: "units sold, not yet delivered" },
  },
  attributes: undefined,
});

const supply = table({
  meaning: "How items are bought; the config gives defaults.",
  columns: {
    item: { type: "id", required: true, meaning: "the product" },
    location: { type: "id", meaning: "absent means every location" },
    supplier: { type: "id", meaning: "who delivers it" },
    lead_time_days: { type: "number", min: 0, meaning: "days from order to shelf" },
    lead_time_sd_days: { type: "number", min: 0, meaning: "standard deviation of that, days" },
    review_days: { type: "number", min: 0, meaning: "days between orders" },
    min_order: { type: "number", min: 0, meaning: "least units of an order" },
    pack_size: { type: "number", above: 0, meaning: "units of a pack; orders are whole packs" },
    max_order: { type: "number", above: 0, meaning: "most units of an order" },
    unit_cost: { type: "number", min: 0, meaning: "money paid for a unit" },
    unit_price: { type: "number", min: 0, meaning: "money a unit sells for" },
    holding_rate: { type: "number", min: 0, meaning: "share of cost that a year's holding costs" },
    stockout_cost: { type: "number", min: 0, meaning: "money lost by a unit not to be had" },
    service_level: { type: "number", above: 0, below: 1, meaning: "probability of no stock-out" },
    shelf_life_days: { type: "number", min: 0, meaning: "days until it can no longer be sold" },
  },
  attributes: undefined,
});

const relations = table({
  meaning: "How items belong together: edges of the knowledge graph.",
  columns: {
    item: { type: "id", required: true, meaning: "from" },
    relation: {
      type: "text",
      required: true,
      meaning: "`replaces`, `substitute`, `complement`, `same_brand`, `part_of` or the user's own",
    },
    other: { type: "id", required: true, meaning: "to" },
  },
  attributes: undefined,
});

/** Every table a retailer may give, column by column: read by the config, `init`, `check`, ingest. */
export const rawTables = {
  sales,
  items,
  locations,
  covariates,
  reviews,
  searches,
  interactions,
  stock,
  supply,
  relations,
};

export type RawTableName = keyof typeof rawTables;
export const rawTableNames = Object.keys(rawTables) as readonly RawTableName[];

/** A column of `name`, or what an unlisted one holds; `undefined` where the table has no such column. */
export function rawColumn(name: RawTableName, column: string): RawColumn | undefined {
  const { columns, attributes }: RawTable = rawTables[name];
  if (Object.hasOwn(columns, column)) return columns[column];
  return attributes === undefined ? undefined : { type: attributes, meaning: "an attribute" };
}

/** Columns without which `name` cannot be read. */
export function requiredColumns(name: RawTableName): string[] {
  const { columns }: RawTable = rawTables[name];
  return Object.keys(columns).filter((column) => columns[column]?.required === true);
}
