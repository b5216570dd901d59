import { type RawTableName, rawTables, requiredColumns } from "#lib/contracts/raw-tables.ts";
import { nearestName } from "#lib/domain/nearest-name.ts";
import type { SectionValue } from "./config-key.ts";
import type { configKeys } from "./config-keys.ts";
import { checkSupplyChain } from "./order-checks.ts";
import { type Reading, report } from "./reading.ts";

type Written = SectionValue<typeof configKeys>;
type Source = Written["tables"]["sales"];
type Covariates = Written["tables"]["covariates"][number];

/** What no key can tell alone: columns that a table or the target needs, covariates declared once. */
export function checkTogether(reading: Reading, written: Written): void {
  for (const [name, sources] of Object.entries(written.tables)) {
    [sources].flat().forEach((source: Source, i) => {
      checkRequired(reading, sourcePath(reading, name, i), name as RawTableName, source.columns);
    });
  }
  checkTarget(reading, written);
  checkGrid(reading, written);
  checkFalling(reading, written);
  checkSupplyChain(reading, written.suppliers, written.sites);
  written.tables.covariates.forEach((source, i) => {
    const path = sourcePath(reading, "covariates", i);
    checkKey(reading, path, source);
    checkDeclared(reading, path, source);
  });
}

/** A table with one source may be written without brackets, and its path is then without an index. */
function sourcePath({ offsets }: Reading, table: string, index: number): string {
  const path = `tables.${table}`;
  return offsets.has(`${path}[${index}]`) ? `${path}[${index}]` : path;
}

function checkRequired(
  reading: Reading,
  path: string,
  table: RawTableName,
  columns: Readonly<Record<string, string>>,
): void {
  const missing = requiredColumns(table).filter((column) => columns[column] === undefined);
  for (const column of missing) {
    const at = `${path}.columns.${column}`;
    const remedy = `Name the source column that holds it, such as ${column}: ${column}.`;
    report(reading, at, ["missing-key", `${at} is missing.`, remedy]);
  }
}

function checkTarget(reading: Reading, { target, tables }: Written): void {
  const { price, revenue } = tables.sales.columns;
  const found = target === "units" || price !== undefined || (target === "revenue" && revenue);
  if (found) return;
  const needed = target === "price" ? "price" : "revenue or price";
  const problem = `target is ${target}, but tables.sales.columns has no ${needed}.`;
  report(reading, "target", ["contradiction", problem, "Map that column, or forecast units."]);
}

/** A grid is what its numbers make it: without any there is none, and a large one is asked for by name. */
function checkGrid(reading: Reading, { tuning: { search, trials, space } }: Written): void {
  if (search !== "grid") return;
  const listed = Object.values(space).filter((numbers) => numbers.length > 0);
  const points = listed.reduce((product, numbers) => product * numbers.length, 1);
  const fault = (at: string, problem: string, remedy: string) =>
    report(reading, at, ["contradiction", problem, remedy]);
  if (listed.length === 0) {
    const remedy = "List numbers of a setting, such as learning_rate: [0.002, 0.005].";
    fault("tuning.search", "tuning.search is grid, and tuning.space has no numbers.", remedy);
  } else if (points > trials) {
    const problem = `tuning.space is a grid of ${points} points, and tuning.trials allows ${trials}.`;
    fault("tuning.space", problem, "Raise tuning.trials, or list fewer numbers.");
  }
}

/** What is not known ahead cannot be constrained ahead. */
function checkFalling(reading: Reading, { training, tables }: Written): void {
  const known = tables.covariates.flatMap((source) => source.known);
  for (const [i, name] of training.falls_with.entries()) {
    if (known.includes(name)) continue;
    const at = reading.offsets.has(`training.falls_with[${i}]`)
      ? `training.falls_with[${i}]`
      : "training.falls_with";
    const problem = `${at} is ${name}, which no covariates table declares known.`;
    const nearest = nearestName(name, known);
    const remedy = nearest
      ? `Write ${nearest}.`
      : "Give its values after the cutoff too, and list it under known.";
    report(reading, at, ["contradiction", problem, remedy]);
  }
}

const keyColumns = Object.keys(rawTables.covariates.columns);

function checkKey(reading: Reading, path: string, { columns }: Covariates): void {
  if (keyColumns.some((key) => columns[key] !== undefined)) return;
  const remedy = "Map date, item or location: what its values are the values of.";
  report(reading, `${path}.columns`, ["contradiction", `${path}.columns has no key.`, remedy]);
}

function checkDeclared(reading: Reading, path: string, { columns, known, past }: Covariates): void {
  const fault = (at: string, problem: string, remedy: string) =>
    report(reading, at, ["contradiction", problem, remedy]);
  const declared = [
    ...known.map((name, i) => ({ name, at: `${path}.known[${i}]` })),
    ...past.map((name, i) => ({ name, at: `${path}.past[${i}]` })),
  ];
  const seen = new Set<string>();
  for (const { name, at } of declared) {
    if (keyColumns.includes(name)) fault(at, `${at} is ${name}, a key.`, "List only its values.");
    if (seen.has(name)) fault(at, `${at} is ${name}, declared before.`, "List it once.");
    seen.add(name);
  }
  const remedy = "List each value in known (given after the cutoff too) or past (not given).";
  if (declared.length === 0) fault(path, `${path} declares no known and no past columns.`, remedy);
  for (const column of Object.keys(columns)) {
    if (keyColumns.includes(column) || seen.has(column)) continue;
    const at = `${path}.columns.${column}`;
    fault(at, `${at} is declared neither known nor past.`, remedy);
  }
}
