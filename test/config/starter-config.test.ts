import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { guessData } from "#lib/config/guess-data.ts";
import { parseConfig } from "#lib/config/parse-config.ts";
import { scalar, starterConfig } from "#lib/config/starter-config.ts";
import { sample } from "./sample.ts";

const sales = sample(
  "s.csv",
  "Date,SKU Code,Net Qty",
  "2026-01-05,a,1",
  "2026-01-12,b,-2",
  "2026-01-19,a,3",
);
const calendar = sample("c.csv", "date,holiday", "2026-01-05,1", "2026-01-12,0");
const weather = sample("w.csv", "date,rain", "2026-01-05,1", "2026-01-12,0");

const write = (...samples: Parameters<typeof guessData>[0]) =>
  starterConfig(guessData(samples), "shop");

describe("the config that init writes", () => {
  test("is accepted, and holds what was guessed", () => {
    expect(parseConfig(write(sales, calendar, weather), "s.yaml")).toMatchObject({
      name: "shop",
      frequency: "week",
      horizon: 13,
      season: 52,
      tables: {
        sales: {
          files: ["s.csv"],
          columns: { date: "Date", item: "SKU Code", units: "Net Qty" },
          where: '"Net Qty" > 0',
        },
        covariates: [
          { files: ["c.csv"], known: ["holiday"], past: [] },
          { files: ["w.csv"], known: [], past: ["rain"] },
        ],
      },
    });
  });

  test("means the same with its commented defaults uncommented", () => {
    const text = write(sales);
    const [written, defaults] = text.split(/^# What follows.*$/m) as [string, string];
    const uncommented = `${written}${defaults.replace(/^# ( *\w+:)/gm, "$1")}`;
    expect(uncommented).toMatch(/^seed: 1/m);
    expect(parseConfig(uncommented, "s.yaml")).toEqual(parseConfig(text, "s.yaml"));
  });

  test("is accepted whatever the file, the header and its values hold", () => {
    const anything = fc.string({ unit: "binary", minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(anything, anything, anything, (file, header, value) => {
        fc.pre(header.trim() !== "" && file.trim() !== "");
        const columns = [
          { name: "date", values: ["2026-01-01"] },
          { name: "item", values: [value] },
          { name: "units", values: ["1"] },
          { name: header, values: ["2"] },
        ];
        const odd = { files: [file], columns, rowCount: 1 };
        const config = parseConfig(write(sales, { ...odd, files: [`x${file}`] }, odd), "s.yaml");
        expect(config.tables.sales.files.length).toBe(1);
      }),
    );
  });
});

test("any text is written so that YAML reads it back as that text", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "a: b",
      "- a",
      "null",
      "~",
      "true",
      "*x",
      "&x",
      "a #b",
      "1e3",
      " a",
      "'",
      "日期",
      "{a",
      "a\nb",
    ),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(String(parseYaml(`k: ${scalar(text)}`).k)).toBe(text);
    }),
  );
});
