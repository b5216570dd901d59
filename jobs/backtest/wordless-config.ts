import type { Config } from "#lib/config/config.ts";

/** What a forecast is told of items' words: all there are, their category and attributes, or nothing. */
export const textVariants = ["text", "category only", "no text"] as const;
export type TextVariant = (typeof textVariants)[number];

/** Columns of items that tell when an item is sold, not what it is. */
const timeColumns = new Set(["item", "launch_date", "end_date"]);

/** The same shop, told less. */
export function wordlessConfig(config: Config, variant: TextVariant): Config {
  switch (variant) {
    case "text":
      return config;
    case "category only":
      return withoutTexts(config);
    case "no text":
      return withoutAttributes(withoutTexts(config));
  }
}

/** No title is read; nor is what customers write of items and look for. */
const withoutTexts = (config: Config): Config => ({
  ...config,
  text: { ...config.text, encoder: "none" },
  tables: { ...config.tables, reviews: [], searches: [] },
});

function withoutAttributes(config: Config): Config {
  const items = config.tables.items.map((table) => ({
    ...table,
    columns: Object.fromEntries(
      Object.entries(table.columns).filter(([column]) => timeColumns.has(column)),
    ),
  }));
  return { ...config, tables: { ...config.tables, items, relations: [] } };
}
