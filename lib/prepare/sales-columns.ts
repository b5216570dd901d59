import { sqlName } from "#lib/tables/sql-text.ts";

/** What can be known of a row of sales beside its date and units. */
export interface SalesColumns {
  readonly price: boolean;
  readonly revenue: boolean;
  readonly promotion: boolean;
  readonly inStock: boolean;
}

/** Price and revenue each follow from the other, so either gives both. */
export function salesColumns(given: ReadonlySet<string>): SalesColumns {
  const hasMoney = given.has("price") || given.has("revenue");
  return {
    price: hasMoney,
    revenue: hasMoney,
    promotion: given.has("promotion"),
    inStock: given.has("in_stock"),
  };
}

/** SQL of what is read of a row, by the name it is read under. */
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
