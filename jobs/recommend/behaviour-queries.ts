import { sqlText } from "#lib/tables/sql-text.ts";
import type { BehaviourSources, InteractionSource } from "./behaviour-sources.ts";

/** How much an interaction says of a wish, beside a purchase. */
const strengths = { purchase: 1, cart: 0.5, view: 0.2 } as const;

/** Some of the customers, the same whenever asked: those of share `index` of `count`. */
export interface CustomerShare {
  readonly index: number;
  readonly count: number;
}

/** The same for all tables: a customer is in one share. */
const isIn = (value: string, { index, count }: CustomerShare): string =>
  count === 1 ? "true" : `hash(${value}) % ${count} = ${index}`;

/** How many customers there are; undefined where none is named. */
export function customerCountQuery(sources: BehaviourSources): string | undefined {
  const parts = eventParts(sources);
  if (parts.length === 0) return undefined;
  return `SELECT count(DISTINCT customer) AS n FROM (${parts.join(" UNION ALL ")})`;
}

/**
 * Events {customer, day, receipt, number, strength}, customer by customer in time; `receipt` is null
 * where nothing was bought. Purchases are those of sales, or, where sales name no customer, of
 * interactions; views and carts come from interactions. Undefined where neither names a customer.
 */
export function eventsQuery(sources: BehaviourSources, share: CustomerShare): string | undefined {
  const parts = eventParts(sources);
  if (parts.length === 0) return undefined;
  return `
    SELECT customer, day, receipt, number, max(strength)::DOUBLE AS strength
    FROM (${parts.join(" UNION ALL ")}) JOIN (${catalogue(sources)}) USING (item)
    WHERE ${isIn("customer", share)}
    GROUP BY customer, day, receipt, number
    ORDER BY customer, day, receipt NULLS LAST, number`;
}

/** Items {receipt, number} of each order, order by order; undefined where no orders are known. */
export function ordersQuery(sources: BehaviourSources, share: CustomerShare): string | undefined {
  const receipts = receiptsQuery(sources);
  return receipts === undefined
    ? undefined
    : `
    SELECT DISTINCT receipt, number FROM (${receipts}) JOIN (${catalogue(sources)}) USING (item)
    WHERE receipt IS NOT NULL AND ${isIn("receipt", share)}
    ORDER BY receipt, number`;
}

const eventParts = (sources: BehaviourSources): string[] => [
  ...(sources.hasCustomer ? [purchasesOfSales(sources)] : []),
  ...(sources.interactions ? [interactionEvents(sources.interactions, sources.hasCustomer)] : []),
];

function receiptsQuery(sources: BehaviourSources): string | undefined {
  if (sources.hasCustomer || sources.hasOrder) {
    return `SELECT ${receiptOf(sources)} AS receipt, item FROM ${rowsOf(sources)} WHERE units > 0`;
  }
  if (!sources.interactions) return undefined;
  return `SELECT ${customerDay} AS receipt, item FROM (${interactionEvents(sources.interactions, false)})
    WHERE receipt IS NOT NULL`;
}

const catalogue = ({ items }: BehaviourSources): string => `
  SELECT number, item FROM read_json(${sqlText(items)}, format = 'newline_delimited',
    columns = { number: 'INTEGER', item: 'VARCHAR' })`;

const rowsOf = ({ sales }: BehaviourSources): string => `(SELECT *, date AS day FROM ${sales})`;

/** Where no order is named, what a customer buys in a day is one. */
const customerDay = "(customer || '@' || day::VARCHAR)";

function receiptOf({ hasOrder, hasCustomer }: BehaviourSources): string {
  const known = [...(hasOrder ? ['"order"'] : []), ...(hasCustomer ? [customerDay] : [])];
  return `coalesce(${known.join(", ")})`;
}

const purchasesOfSales = (sources: BehaviourSources): string => `
  SELECT customer, day, ${receiptOf(sources)} AS receipt, item, 1 AS strength
  FROM ${rowsOf(sources)}
  WHERE customer IS NOT NULL AND units > 0`;

function interactionEvents(
  { table, hasKind }: InteractionSource,
  withoutPurchases: boolean,
): string {
  const kind = hasKind ? "coalesce(kind, 'purchase')" : "'purchase'";
  const cases = Object.entries(strengths).map(([name, s]) => `WHEN ${sqlText(name)} THEN ${s}`);
  return `
    SELECT customer, date AS day,
      CASE WHEN ${kind} = 'purchase' THEN customer || '@' || date::VARCHAR END AS receipt, item,
      CASE ${kind} ${cases.join(" ")} END AS strength
    FROM ${table}
    WHERE customer IS NOT NULL ${withoutPurchases ? `AND ${kind} <> 'purchase'` : ""}`;
}
