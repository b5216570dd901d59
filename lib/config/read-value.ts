import { isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import type {
  ChoiceKey,
  ConfigKey,
  ConfigKeys,
  ListKey,
  NumberKey,
  SectionKey,
  SectionValue,
  TextKey,
} from "./config-key.ts";
import { readColumns } from "./read-columns.ts";
import { asWritten, type Place, type Reading, report, resolve } from "./reading.ts";
import { keyName, reportUnknownKey } from "./report-unknown-key.ts";
import { sayNumber, sayWanted } from "./say.ts";

/** The checked value of a whole document; worth something only while `reading.issues` is empty. */
export function readDocument<Keys extends ConfigKeys>(
  reading: Reading,
  keys: Keys,
): SectionValue<Keys> {
  reading.offsets.set("", 0);
  const root = { node: reading.document.contents, path: "" };
  // The one place where a checked value gets its static type.
  return readSection(reading, { kind: "section", keys, meaning: "" }, root) as SectionValue<Keys>;
}

function readValue(reading: Reading, key: ConfigKey, place: Place): unknown {
  switch (key.kind) {
    case "text":
      return readText(reading, key, place);
    case "number":
      return readNumber(reading, key, place);
    case "choice":
      return readChoice(reading, key, place);
    case "list":
      return readList(reading, key, place);
    case "section":
      return readSection(reading, key, place);
    case "columns":
      return readColumns(reading, key, place);
  }
}

function readSection(reading: Reading, section: SectionKey, place: Place): unknown {
  const node = resolve(reading, place);
  if (isEmpty(node)) return readEntries(reading, section, place.path, new Map());
  if (!isMap(node)) return reportWrongType(reading, section, place, node);
  return readEntries(reading, section, place.path, entriesOf(reading, section, place.path, node));
}

/** A section with nothing in it, or nothing but comments, has its defaults. */
const isEmpty = (node: Node | null): node is null =>
  node === null || (isScalar(node) && node.value === null && node.source === "");

function entriesOf(reading: Reading, { keys }: SectionKey, path: string, node: YAMLMap) {
  const entries = new Map<string, Node | null>();
  for (const { key, value } of node.items) {
    const name = keyName(key);
    if (Object.hasOwn(keys, name)) entries.set(name, value as Node | null);
    else reportUnknownKey(reading, key as Node, path, Object.keys(keys));
  }
  return entries;
}

function readEntries(
  reading: Reading,
  { keys }: SectionKey,
  path: string,
  entries: ReadonlyMap<string, Node | null>,
): unknown {
  const value: Record<string, unknown> = {};
  for (const [name, key] of Object.entries(keys)) {
    const place = { node: entries.get(name) ?? null, path: join(path, name) };
    value[name] = entries.has(name)
      ? readValue(reading, key, place)
      : absentValue(reading, key, place);
  }
  return value;
}

function absentValue(reading: Reading, key: ConfigKey, place: Place): unknown {
  if (key.required) return reportMissing(reading, key, place);
  if (key.kind === "section") return readSection(reading, key, place);
  return "default" in key ? key.default : undefined;
}

function reportMissing(reading: Reading, key: ConfigKey, { path }: Place): undefined {
  report(reading, path, ["missing-key", `${path} is missing.`, `Write ${sayWanted(key)}.`]);
}

const join = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);

function readText(reading: Reading, key: TextKey, place: Place): unknown {
  const node = resolve(reading, place);
  if (!isScalar(node) || typeof node.value !== "string") {
    const remedy = isScalar(node) && node.value !== null ? "Put it in quotes" : undefined;
    return reportWrongType(reading, key, place, node, remedy);
  }
  const { value } = node;
  const pattern = key.pattern && new RegExp(key.pattern.source, "u");
  if (value.length <= key.maxLength && (pattern?.test(value) ?? true)) return value;
  const wanted = `at most ${key.maxLength} ${key.pattern?.say ?? "characters"}`;
  return reportRange(reading, place, node, `Write ${wanted}.`);
}

function readNumber(reading: Reading, key: NumberKey, place: Place): unknown {
  const node = resolve(reading, place);
  if (!isScalar(node) || typeof node.value !== "number") {
    return reportWrongType(reading, key, place, node);
  }
  return inRange(node.value, key)
    ? node.value
    : reportRange(reading, place, node, `Write ${sayNumber(key)}.`);
}

function inRange(value: number, { whole, min, max, above, below }: NumberKey): boolean {
  return (
    Number.isFinite(value) &&
    (!whole || Number.isInteger(value)) &&
    value >= (min ?? -Infinity) &&
    value <= (max ?? Infinity) &&
    value > (above ?? -Infinity) &&
    value < (below ?? Infinity)
  );
}

function readChoice(reading: Reading, key: ChoiceKey, place: Place): unknown {
  const node = resolve(reading, place);
  if (isScalar(node) && key.options.some((option) => option === node.value)) return node.value;
  return reportWrongType(reading, key, place, node);
}

function readList(reading: Reading, key: ListKey, place: Place): unknown {
  const node = resolve(reading, place);
  if (isEmpty(node) && key.minItems === 0) return [];
  if (!isSeq(node)) {
    if (key.bare) return [readValue(reading, key.of, place)];
    return reportWrongType(reading, key, place, node);
  }
  const { minItems, maxItems } = key;
  if (node.items.length < minItems || node.items.length > maxItems) {
    const remedy = `Give from ${minItems} to ${maxItems} entries.`;
    return reportRange(reading, place, node, remedy);
  }
  const values = node.items.map((item, i) =>
    readValue(reading, key.of, { node: item as Node, path: `${place.path}[${i}]` }),
  );
  if (key.rising) checkRising(reading, place.path, values);
  return values;
}

function checkRising(reading: Reading, path: string, values: readonly unknown[]): void {
  const fallen = values.findIndex((value, i) => i > 0 && Number(value) <= Number(values[i - 1]));
  if (fallen < 0) return;
  const problem = `${path}[${fallen}] is ${values[fallen]}, not above ${values[fallen - 1]} before it.`;
  report(reading, `${path}[${fallen}]`, ["out-of-range", problem, "Write them rising, each once."]);
}

function reportRange(reading: Reading, place: Place, node: Node, remedy: string): undefined {
  const problem = `${place.path} is ${asWritten(reading, node)}, which is not allowed.`;
  report(reading, place.path, ["out-of-range", problem, remedy]);
}

function reportWrongType(
  reading: Reading,
  key: ConfigKey,
  place: Place,
  node: Node | null,
  remedy = `Write ${sayWanted(key)}`,
): undefined {
  const written = isEmpty(node) ? "empty" : asWritten(reading, node);
  const problem = `${place.path || "The file"} is ${written}, not ${nounOf(key)}.`;
  report(reading, place.path, ["wrong-type", problem, `${remedy}.`]);
}

const nounOf = (key: ConfigKey): string =>
  ({
    text: "text",
    number: "a number",
    choice: "one of its choices",
    list: "a list",
    section: "a set of keys",
    columns: "a set of columns",
  })[key.kind];
