import { expect, test } from "vitest";
import { leftOut } from "#jobs/backtest/left-out.ts";
import { parseConfig } from "#lib/config/parse-config.ts";

const sales = `tables:
  sales: { files: sales.csv, columns: { date: date, item: item, units: units } }
`;
const asked = [
  ["", []],
  ["sites: [{ location: north, supplied_from: DC }]", ["warehouses"]],
  ["transfers: { between: all }\norders: { budget: 5 }", ["transfers", "the budget"]],
  ["sites: [{ location: north, capacity: 9 }]", ["the room of locations"]],
  ["suppliers: [{ supplier: acme, min_units: 9 }]", ["the minimums of suppliers"]],
] as const;

test.each(asked)("the replay of orders names what it does not play of %j", (config, names) => {
  expect(leftOut(parseConfig(`name: shop\n${sales}${config}`, "shop.yaml"))).toEqual(names);
});
