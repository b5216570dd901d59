import { type BusinessDate, parseBusinessDate } from "#lib/domain/business-date.ts";
import { type ApiError, badRequest, quoted } from "./api-error.ts";
import { type Fields, hasControls } from "./request.ts";

const wrong = (name: string, value: unknown, remedy: string): ApiError => {
  const given = value === undefined ? "missing" : quoted(JSON.stringify(value) ?? "");
  return badRequest("BAD_FIELD", `The field ${name} is ${given}.`, remedy);
};

/** Refuses what no route reads: a misspelt field would be taken for one not given. */
export function requireKnown(fields: Fields, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const remedy = `Known are ${known.join(", ")}.`;
  throw badRequest("UNKNOWN_FIELD", `The field ${quoted(unknown)} is not known.`, remedy);
}

export function requireText(fields: Fields, name: string, longest: number): string {
  const value = fields[name];
  const text = typeof value === "string" ? value.trim() : "";
  if (text !== "" && text.length <= longest && !hasControls(text)) return text;
  throw wrong(name, value, `Give a text of 1 to ${longest} characters.`);
}

/** A finite number of at least 0. */
export function requireAmount(fields: Fields, name: string, most = 1e9): number {
  const value = fields[name];
  if (typeof value === "number" && value >= 0 && value <= most) return value;
  throw wrong(name, value, `Give a number from 0 to ${most}.`);
}

/** How many changes the caller has seen; 0 for none. */
export function requireVersion(fields: Fields): number {
  const value = fields.version;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw wrong("version", value, "Give the version you were shown; 0 where there was none.");
}

export function requireDate(fields: Fields, name: string): BusinessDate {
  const value = fields[name];
  try {
    return parseBusinessDate(typeof value === "string" ? value : "");
  } catch {
    throw wrong(name, value, "Write a date as YYYY-MM-DD.");
  }
}

export function requireChoice<Choice extends string>(
  fields: Fields,
  name: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === fields[name]);
  if (found !== undefined) return found;
  throw wrong(name, fields[name], `Give ${choices.join(", ")}.`);
}
