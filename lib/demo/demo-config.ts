import { demoDepot, fromDepot } from "./demo-calendar.ts";

/** Name of a data file; nobody can mistake it for a shop's own. */
const file = (table: string): string => `synthetic-${table}.csv.gz`;

export const demoFiles = {
  sales: file("sales"),
  items: file("items"),
  locations: file("locations"),
  calendar: file("calendar"),
  prices: file("prices"),
  footfall: file("footfall"),
  reviews: file("reviews"),
  searches: file("searches"),
  stock: file("stock"),
  supply: file("supply"),
  relations: file("relations"),
} as const;
export type DemoTable = keyof typeof demoFiles;

export const demoColumns = {
  sales: [
    "date",
    "item",
    "location",
    "price",
    "promotion",
    "units",
    "customer",
    "order",
    "in_stock",
  ],
  items: [
    "item",
    "title",
    "description",
    "category",
    "brand",
    "launch_date",
    "end_date",
    "replaces",
    "note",
  ],
  locations: ["location", "name", "region", "note"],
  calendar: ["date", "location", "open", "holiday", "event", "school_holiday"],
  prices: ["date", "item", "price", "promotion"],
  footfall: ["date", "location", "footfall"],
  reviews: ["item", "date", "rating", "text"],
  searches: ["date", "query", "count"],
  stock: ["item", "date", "location", "on_hand", "on_order", "backordered"],
  supply: [
    "item",
    "supplier",
    "lead_time_days",
    "lead_time_sd_days",
    "review_days",
    "min_order",
    "pack_size",
    "max_order",
    "unit_cost",
    "unit_price",
    "holding_rate",
    "stockout_cost",
    "service_level",
    "shelf_life_days",
  ],
  relations: ["item", "relation", "other"],
} as const satisfies Record<DemoTable, readonly string[]>;

/** `{ date: date, item: item }`, without the columns that only label the file. */
function columnsOf(table: DemoTable, without: readonly string[] = ["note"]): string {
  const names: readonly string[] = demoColumns[table];
  const kept = names.filter((name) => !without.includes(name));
  return `{ ${kept.map((name) => `${name}: ${name}`).join(", ")} }`;
}

const source = (table: Exclude<DemoTable, "calendar" | "prices" | "footfall">): string => `
  ${table}:
    files: ${demoFiles[table]}
    columns: ${columnsOf(table)}`;

/** shelfcast.yaml of the demo. */
export const demoConfigText = `# SYNTHETIC: an invented shop, written by \`shelfcast\` itself. No row stands for a real sale or person.
name: synthetic-demo
frequency: day
horizon: 28
quantiles: [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]
season: 7
tables:
  sales:
    files: ${demoFiles.sales}
    # Price and promotion come from the price plan below, which knows them ahead.
    columns: ${columnsOf("sales", ["promotion"])}${source("items")}${source("locations")}
  covariates:
    - files: ${demoFiles.calendar}
      columns: ${columnsOf("calendar")}
      known: [open, holiday, event, school_holiday]
    - files: ${demoFiles.prices}
      columns: ${columnsOf("prices")}
      known: [price, promotion]
    - files: ${demoFiles.footfall}
      columns: ${columnsOf("footfall")}
      past: [footfall]${source("reviews")}${source("searches")}${source("stock")}${source("supply")}${source("relations")}
orders:
  approve_above: 500
  currency: EUR
  # Less than a morning's wishes: purchases.csv says what it is spent on, and what has to wait.
  budget: 12000
suppliers:
  - supplier: DEMO-SUP-CITY
  - supplier: DEMO-SUP-VALLEY
    order_days: [monday, wednesday, friday]
  - supplier: DEMO-SUP-COAST
    cutoff_time: "12:00"
    closed: ["2026-07-03"]
  - supplier: DEMO-SUP-NORTH
    min_value: 400
  - supplier: DEMO-SUP-RIVER
    price_breaks:
      - { units: 48, discount: 0.03 }
      - { units: 96, discount: 0.06 }
  - supplier: DEMO-SUP-HANGZHOU
    order_days: [wednesday]
    delivery_days: [tuesday, thursday]
    min_units: 60
# Two shops are supplied from a depot, whose own orders are in reorder.csv too.
sites:
${fromDepot.map(({ location }) => `  - { location: ${location}, supplied_from: ${demoDepot} }`).join("\n")}
  - { location: DEMO-CAMPUS, capacity: 9500 }
# The others help each other out before anything is bought.
transfers: { between: all, days: 1, cost: 0.2 }
`;

export const demoReadme = `# SYNTHETIC data

Everything in this folder is invented: a shop of 500 items at 4 locations, 2024-07-01 to 2026-06-30, drawn from a
seed by \`lib/demo\` of shelfcast. No item, brand, customer, review or price is real, and accuracy
measured on it says nothing of a real shop. Every item, location, customer and supplier is named DEMO-….

Prices, promotions, holidays and opening days are given until 2026-08-31, everything else until 2026-06-30.
`;
