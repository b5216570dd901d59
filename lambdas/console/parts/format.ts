import { dateFormat, numberFormat } from "./formatters.ts";

/** What stands where a number is not known. */
const unknown = "–";

const isKnown = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);

/** 1,234 · 12.3 · 0.45 */
export function number(value: number | null | undefined): string {
  if (!isKnown(value)) return unknown;
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2;
  return numberFormat({ maximumFractionDigits: digits }).format(value);
}

/** A shop that named no currency gets the bare number. */
export function money(value: number | null | undefined, currency: string, digits = 0): string {
  if (!isKnown(value)) return unknown;
  const style = currency === "" ? {} : ({ style: "currency", currency } as const);
  return numberFormat({ ...style, maximumFractionDigits: digits }).format(value);
}

export const percent = (share: number | null | undefined, digits = 0): string =>
  isKnown(share)
    ? numberFormat({ style: "percent", maximumFractionDigits: digits }).format(share)
    : unknown;

/** With its sign always. */
export const change = (share: number | null | undefined): string =>
  isKnown(share)
    ? numberFormat({
        style: "percent",
        maximumFractionDigits: 0,
        signDisplay: "exceptZero",
      }).format(share)
    : unknown;

export const signed = (value: number | null): string =>
  isKnown(value) ? `${value > 0 ? "+" : ""}${number(value)}` : unknown;

/** A business date, which knows no time zone. */
export const day = (date: string | null, weekday = false): string =>
  date === null
    ? unknown
    : dateFormat({
        timeZone: "UTC",
        day: "numeric",
        month: "short",
        ...(weekday ? { weekday: "long", year: "numeric", month: "long" } : {}),
      }).format(new Date(`${date}T00:00:00Z`));

/** A moment, in the reader's own time. */
export const moment = (at: string): string =>
  dateFormat({ dateStyle: "medium", timeStyle: "short" }).format(new Date(at));

export function fileSize(bytes: number): string {
  const units = ["B", "kB", "MB", "GB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${number(bytes / 1000 ** power)} ${units[power]}`;
}

export const duration = (seconds: number): string =>
  seconds < 60
    ? `${number(seconds)} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

/** A blend as it is written, without the parts that have no weight: `network 90 % + tsb 10 %`. */
export const methodName = (method: string): string =>
  method
    .split(" + ")
    .filter((part) => !/ 0 %$/.test(part))
    .join(" + ");
