import { type RawTable, rawTables, requiredColumns } from "#lib/contracts/raw-tables.ts";
import type {
  ColumnsKey,
  ConfigKey,
  ConfigKeys,
  ListKey,
  NumberKey,
  TextKey,
} from "./config-key.ts";
import { columnName, configKeys } from "./config-keys.ts";

/** A JSON Schema, draft 7: the one that editors' YAML plug-ins read best. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** The schema of `shelfcast.yaml`, from the same table that the parser reads. */
export function configJsonSchema(): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "shelfcast.yaml",
    ...sectionSchema(configKeys),
  };
}

function keySchema(key: ConfigKey): JsonSchema {
  const description = describe(key);
  const standing = "default" in key ? { description, default: key.default } : { description };
  switch (key.kind) {
    case "text":
      return { ...standing, ...textSchema(key) };
    case "number":
      return { ...standing, ...numberSchema(key) };
    case "choice":
      return { ...standing, enum: key.options };
    case "list":
      return { ...standing, ...listSchema(key) };
    case "section":
      return { ...standing, ...sectionSchema(key.keys) };
    case "columns":
      return { ...standing, ...columnsSchema(key) };
  }
}

function describe(key: ConfigKey): string {
  const byFrequency = key.kind === "number" && key.defaultByFrequency;
  if (!byFrequency) return key.meaning;
  const { day, week, month } = byFrequency;
  return `${key.meaning} Default: ${day} for days, ${week} for weeks, ${month} for months.`;
}

const textSchema = ({ maxLength, pattern }: TextKey): JsonSchema => ({
  type: "string",
  maxLength,
  ...(pattern && { pattern: pattern.source }),
});

const numberSchema = ({ whole, min, max, above, below }: NumberKey): JsonSchema => ({
  type: whole ? "integer" : "number",
  ...(min !== undefined && { minimum: min }),
  ...(max !== undefined && { maximum: max }),
  ...(above !== undefined && { exclusiveMinimum: above }),
  ...(below !== undefined && { exclusiveMaximum: below }),
});

function listSchema({ of, minItems, maxItems, bare, rising }: ListKey): JsonSchema {
  const list = {
    type: "array",
    items: keySchema(of),
    minItems,
    maxItems,
    ...(rising && { uniqueItems: true }),
  };
  return bare ? { anyOf: [keySchema(of), list] } : list;
}

function sectionSchema(keys: ConfigKeys): JsonSchema {
  const required = Object.keys(keys).filter((name) => keys[name]?.required);
  return {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(keys).map(([name, key]) => [name, keySchema(key)]),
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

/** `1` and `true` are SQL expressions too. */
const expression = { type: ["string", "number", "boolean"], minLength: 1 };

function columnsSchema({ table }: ColumnsKey): JsonSchema {
  const { columns, attributes }: RawTable = rawTables[table];
  const required = requiredColumns(table);
  return {
    type: "object",
    properties: Object.fromEntries(
      Object.entries(columns).map(([name, { meaning }]) => [
        name,
        { ...expression, description: meaning },
      ]),
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: attributes === undefined ? false : expression,
    ...(attributes !== undefined && { propertyNames: { pattern: columnName.source } }),
  };
}
