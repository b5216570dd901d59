interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** Draft 7, the keywords our schema uses: slow and obvious, for tests to hold the parser against. */
export function accepts(schema: Schema, value: unknown): boolean {
  if (schema.anyOf && !schema.anyOf.some((choice) => accepts(choice, value))) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (schema.type && !typesOf(value).some((type) => [schema.type].flat().includes(type)))
    return false;
  if (typeof value === "number") return acceptsNumber(schema, value);
  if (typeof value === "string") return acceptsText(schema, value);
  if (Array.isArray(value)) return acceptsList(schema, value);
  if (typeof value === "object" && value !== null) return acceptsObject(schema, value);
  return true;
}

function typesOf(value: unknown): string[] {
  if (value === null) return ["null"];
  if (Array.isArray(value)) return ["array"];
  return Number.isInteger(value) ? ["integer", "number"] : [typeof value];
}

const acceptsNumber = (schema: Schema, value: number): boolean =>
  value >= (schema.minimum ?? -Infinity) &&
  value <= (schema.maximum ?? Infinity) &&
  value > (schema.exclusiveMinimum ?? -Infinity) &&
  value < (schema.exclusiveMaximum ?? Infinity);

const acceptsText = (schema: Schema, value: string): boolean =>
  value.length >= (schema.minLength ?? 0) &&
  value.length <= (schema.maxLength ?? Infinity) &&
  new RegExp(schema.pattern ?? "", "u").test(value);

const acceptsList = (schema: Schema, value: readonly unknown[]): boolean =>
  value.length >= (schema.minItems ?? 0) &&
  value.length <= (schema.maxItems ?? Infinity) &&
  (!schema.uniqueItems || new Set(value).size === value.length) &&
  value.every((item) => accepts(schema.items ?? {}, item));

function acceptsObject(schema: Schema, value: object): boolean {
  if (schema.required?.some((name) => !Object.hasOwn(value, name))) return false;
  return Object.entries(value).every(([name, entry]) => {
    const known = schema.properties?.[name];
    if (known) return accepts(known, entry);
    if (schema.propertyNames && !accepts(schema.propertyNames, name)) return false;
    const others = schema.additionalProperties ?? {};
    return others !== false && accepts(others, entry);
  });
}
