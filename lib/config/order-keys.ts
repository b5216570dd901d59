import { weekdays } from "./weekdays.ts";

const share = { kind: "number", min: 0, max: 1 } as const;
const amount = { kind: "number", min: 0, default: 0 } as const;
const name = { kind: "text", maxLength: 200, required: true } as const;

const timeOfDay = {
  kind: "text",
  maxLength: 5,
  pattern: { source: "^([01]\\d|2[0-3]):[0-5]\\d$", say: "a time in quotes such as 14:00" },
} as const;

/** What the supply table's silence means. */
export const supplyKeys = {
  supplier: {
    kind: "text",
    maxLength: 200,
    default: "",
    meaning: "Who delivers; empty leaves it blank.",
  },
  lead_time_days: { kind: "number", min: 0, default: 7, meaning: "Days from order to shelf." },
  lead_time_sd_days: {
    kind: "number",
    min: 0,
    default: 1,
    meaning: "Standard deviation of the lead time, days.",
  },
  review_days: { kind: "number", min: 1, default: 7, meaning: "Days between orders." },
  min_order: { ...amount, meaning: "Least units of an order." },
  pack_size: {
    kind: "number",
    above: 0,
    default: 1,
    meaning: "Units of a pack; orders are whole packs.",
  },
  service_level: {
    kind: "number",
    above: 0,
    below: 1,
    default: 0.95,
    meaning: "What orders.service measures: no stock-out in a cycle, or demand met from the shelf.",
  },
  holding_rate: {
    kind: "number",
    min: 0,
    default: 0.2,
    meaning: "Share of an item's cost that holding it for a year costs.",
  },
  return_rate: {
    kind: "number",
    min: 0,
    below: 1,
    default: 0,
    meaning: "Share of what is sold that comes back fit for sale.",
  },
} as const;

export const orderKeys = {
  policy: {
    kind: "choice",
    options: ["sS", "RS", "RsS"],
    default: "sS",
    meaning:
      "Every run under s up to S; every review_days up to S; every review_days under s up to S.",
  },
  service: {
    kind: "choice",
    options: ["cycle", "fill"],
    default: "cycle",
    meaning: "What a service level is: cycles without a stock-out, or demand met from the shelf.",
  },
  order_cost: { ...amount, meaning: "Money that an order line costs, whatever its size." },
  salvage: {
    ...share,
    default: 0,
    meaning: "Share of its cost got for a unit left over at its end.",
  },
  placed_at: { ...timeOfDay, default: "08:00", meaning: "When the morning's orders go out." },
  budget: { ...amount, meaning: "Most money to spend on a run's orders; 0 for no limit." },
  approve_above: {
    kind: "number",
    min: 0,
    default: 1000,
    meaning: "Orders worth more than this ask for approval; money.",
  },
  approve_factor: {
    kind: "number",
    min: 1,
    default: 5,
    meaning: "Orders of more than so many times the usual ask for approval.",
  },
  currency: {
    kind: "text",
    maxLength: 3,
    pattern: { source: "^([A-Z]{3})?$", say: "three capital letters such as EUR" },
    default: "",
    meaning: "Currency of the data's prices and costs; empty leaves it out.",
  },
} as const;

export const transferKeys = {
  between: {
    kind: "choice",
    options: ["none", "region", "all"],
    default: "none",
    meaning: "Which locations may help each other out before anything is bought.",
  },
  days: { kind: "number", min: 0, default: 1, meaning: "Days a transfer takes." },
  cost: { ...amount, meaning: "Money that moving a unit costs." },
} as const;

export const markdownKeys = {
  max_depth: {
    kind: "number",
    min: 0,
    below: 1,
    default: 0.5,
    meaning: "Deepest markdown suggested, a share of the price; 0 suggests none.",
  },
  floor: {
    kind: "number",
    min: 0,
    default: 0.5,
    meaning: "Lowest price suggested, a share of the cost.",
  },
  overstay_days: {
    kind: "number",
    min: 1,
    default: 90,
    meaning: "Days after which stock that is still there has overstayed.",
  },
} as const;

const weekdayList = (meaning: string) =>
  ({
    kind: "list",
    of: { kind: "choice", options: weekdays, meaning: "A weekday." },
    minItems: 0,
    maxItems: 7,
    default: [],
    meaning,
  }) as const;

const priceBreaks = {
  kind: "list",
  of: {
    kind: "section",
    keys: {
      units: {
        kind: "number",
        above: 0,
        required: true,
        meaning: "Units of one item from which on.",
      },
      discount: { ...share, required: true, meaning: "Share off the cost of all its units." },
    },
    meaning: "A discount for quantity.",
  },
  minItems: 0,
  maxItems: 20,
  default: [],
  meaning: "Discounts for quantity, on all units of an order line.",
} as const;

const closedDays = {
  kind: "list",
  of: {
    kind: "text",
    maxLength: 10,
    pattern: { source: "^\\d{4}-\\d{2}-\\d{2}$", say: "a date such as 2026-12-25" },
    meaning: "A date.",
  },
  minItems: 0,
  maxItems: 1000,
  default: [],
  meaning: "Days on which it neither takes orders nor delivers.",
} as const;

export const supplierKeys = {
  supplier: { ...name, meaning: "As the supply table names it." },
  order_days: weekdayList("Weekdays on which it takes orders; none listed, every day."),
  delivery_days: weekdayList("Weekdays on which it delivers; none listed, every day."),
  closed: closedDays,
  cutoff_time: { ...timeOfDay, meaning: "Orders after this time count for the next day." },
  min_value: { ...amount, meaning: "Least value of all that is ordered from it at once; money." },
  min_units: { ...amount, meaning: "Least units of all that is ordered from it at once." },
  price_breaks: priceBreaks,
} as const;

export const siteKeys = {
  location: { ...name, meaning: "As sales and stock name it." },
  capacity: {
    kind: "number",
    min: 0,
    meaning: "Most units it can hold, all items; absent, no limit.",
  },
  supplied_from: {
    kind: "text",
    maxLength: 200,
    default: "",
    meaning: "The warehouse that supplies it; empty, suppliers do.",
  },
  transfer_days: {
    kind: "number",
    min: 0,
    default: 1,
    meaning: "Days from the warehouse to its shelf.",
  },
} as const;
