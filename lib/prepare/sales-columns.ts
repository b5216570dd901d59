import { sqlName } from "#lib/tables/sql-text.ts";

/** What may be read of a row of sales beside its date and units. */
export type SalesValue = "price" | "revenue" | "promotion" | "out";

/**
 * SQL of each value that a row of sales tells, by the name it is read under. Price and revenue each
 * follow from the other, so either gives both.
 *
 * @param given the columns of the sales table
 */
export function salesExpressions(given: ReadonlySet<string>): ReadonlyMap<string, string> {
  const price = given.has("price") ? "price" : "NULL";
  const revenue = given.has("revenue") ? "revenue" : "NULL";
  const expressions = new Map([["units", "units"]]);
  if (given.has("price") || given.has("revenue")) {
    expressions.set("price", `coalesce(${price}, ${revenue} / nullif(units, 0))`);
    expressions.set("revenue", `coalesce(${revenue}, ${price} * units)`);
  }
  if (given.has("promotion")) expressions.set("promotion", sqlName("promotion"));
  if (given.has("in_stock")) expressions.set("out", "CASE WHEN in_stock = false THEN 1 ELSE 0 END");
  return expressions;
}
