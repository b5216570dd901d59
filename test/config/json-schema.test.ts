import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse as parseYaml, stringify } from "yaml";
import { configJsonSchema } from "#lib/config/json-schema.ts";
import { parseConfig } from "#lib/config/parse-config.ts";
import { accepts } from "./json-schema-oracle.ts";

const schema = configJsonSchema();
const sales = { files: "s.csv", columns: { date: "d", item: "i", units: "u" } };
const source = { files: ["a.csv"], columns: { item: "i", date: "d" } };

/** As the formatter wants JSON: a list that fits stands on one line. */
const shortListsInline = (json: string): string =>
  json.replace(/^.*\[\n[^[\]{}]*\],?$/gm, (list) => {
    const line = list.replace(
      /(\[)\n\s*|,\n\s*|\n\s*(\])/g,
      (_, open, close) => open ?? close ?? ", ",
    );
    return line.length <= 100 ? line : list;
  });

function parserAccepts(value: unknown): boolean {
  try {
    parseConfig(stringify(value), "shelfcast.yaml");
    return true;
  } catch {
    return false;
  }
}

test("config/shelfcast.schema.json is what the table of keys says; `npx vitest run -u` writes it", async () => {
  const text = `${shortListsInline(JSON.stringify(schema, null, 2))}\n`;
  await expect(text).toMatchFileSnapshot("../../config/shelfcast.schema.json");
});

test.each(["beverages", "online-retail"])("accepts examples/%s", (name) => {
  const text = readFileSync(`examples/${name}/shelfcast.yaml`, "utf8");
  expect(accepts(schema, parseYaml(text))).toBe(true);
});

describe("the schema and the parser agree", () => {
  const values = [
    ...[0, 1, -1, 0.5, 1.5, 7, 1000, 1001, 2001, 1e18, true, null, {}, [], { x: 1 }],
    ...[
      "",
      "day",
      "sunday",
      "units",
      "zero",
      "quick",
      "EUR",
      "eur",
      "first-row",
      "x y",
      "9\n",
      "é",
    ],
    ...[[0.5], [0.1, 0.9], [0.5, 0.5], [1], ["a"], "n".repeat(101), "auto", [[]]],
  ];
  const topLevel = Object.keys(schema.properties as object).filter((k) => k !== "tables");
  const nested = {
    training: ["effort", "context", "device"],
    tuning: ["search", "trials", "space"],
    rejects: ["max_share"],
    orders: ["currency"],
  };
  const supply = ["supplier", "lead_time_days", "review_days", "pack_size", "service_level"];

  test.each([...topLevel, "unheard_of"])("on %s", (key) => {
    for (const value of values) {
      // An empty section or list is read as its defaults, which JSON Schema has no word for.
      if (value === null) continue;
      const config = { tables: { sales }, [key]: value };
      expect([key, value, parserAccepts(config)]).toEqual([key, value, accepts(schema, config)]);
    }
  });

  test.each(Object.entries({ ...nested, supply }))("on the keys of %s", (section, keys) => {
    for (const key of [...keys, "unheard_of"]) {
      for (const value of values) {
        const config = { tables: { sales }, [section]: { [key]: value } };
        expect([key, value, parserAccepts(config)]).toEqual([key, value, accepts(schema, config)]);
      }
    }
  });

  test.each([
    ["one source", { sales, reviews: source }, true],
    ["a list of sources", { sales, reviews: [source, source] }, true],
    ["an attribute", { sales, items: { files: "i", columns: { item: "i", colour: "c" } } }, true],
    [
      "an attribute of sales",
      { sales: { ...sales, columns: { ...sales.columns, x: "x" } } },
      false,
    ],
    ["no files", { sales: { columns: sales.columns } }, false],
    ["an empty list of files", { sales: { ...sales, files: [] } }, false],
    ["sales twice", { sales: [sales, sales] }, false],
    ["no sales", { items: source }, false],
    ["a required column missing", { sales, stock: { files: "s", columns: { item: "i" } } }, false],
    ["a filter", { sales: { ...sales, where: "a > 0" } }, true],
    ["a filter that is a number", { sales: { ...sales, where: 1 } }, false],
    ["a constant", { sales: { ...sales, columns: { ...sales.columns, units: 1 } } }, true],
    [
      "an empty expression",
      { sales: { ...sales, columns: { ...sales.columns, units: "" } } },
      false,
    ],
    ["a misspelt table", { sales, itmes: source }, false],
  ])("on %s", (_, tables, accepted) => {
    expect(parserAccepts({ tables })).toBe(accepted);
    expect(accepts(schema, { tables })).toBe(accepted);
  });
});
