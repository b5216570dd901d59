import { describe, expect, test } from "vitest";
import { rawColumn, rawTableNames, requiredColumns } from "#lib/contracts/raw-tables.ts";

describe("the raw tables", () => {
  test.each([
    ["sales", ["date", "item", "units"]],
    ["items", ["item"]],
    ["locations", ["location"]],
    ["covariates", []],
    ["reviews", ["item", "date"]],
    ["searches", ["date", "query"]],
    ["interactions", ["customer", "item", "date"]],
    ["stock", ["item", "date", "on_hand"]],
    ["supply", ["item"]],
    ["relations", ["item", "relation", "other"]],
  ] as const)("%s cannot do without %j", (name, required) => {
    expect(requiredColumns(name)).toEqual(required);
  });

  test("an attribute of an item is words, a covariate is a number, and sales has neither", () => {
    expect(rawColumn("items", "colour")?.type).toBe("text");
    expect(rawColumn("covariates", "holiday")?.type).toBe("number");
    expect(rawColumn("sales", "colour")).toBeUndefined();
  });

  test("a name that every object has is not a column", () => {
    for (const name of rawTableNames) {
      expect(rawColumn(name, "toString")?.meaning ?? "an attribute").toBe("an attribute");
    }
  });
});
