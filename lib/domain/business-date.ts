import { ShelfcastError } from "./shelfcast-error.ts";

declare const brand: unique symbol;

/** A day of business, `YYYY-MM-DD`: no clock, no time zone. */
export type BusinessDate = string & { readonly [brand]: "BusinessDate" };

class InvalidDateError extends ShelfcastError {
  readonly code = "INVALID_DATE";
  override readonly kind = "usage";

  constructor(text: string) {
    super(`"${text}" is not a date.`, "Write it as YYYY-MM-DD, for example 2026-03-31.");
  }
}

const isoDate = /^(\d{4})-(\d{2})-(\d{2})$/;
const millisecondsPerDay = 86_400_000;

/** The only way to make a BusinessDate from text. */
export function parseBusinessDate(text: string): BusinessDate {
  const time = isoDate.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new InvalidDateError(text);
  }
  return text as BusinessDate;
}

/** Days since 1970-01-01. */
export function toEpochDay(date: BusinessDate): number {
  return Date.parse(`${date}T00:00:00Z`) / millisecondsPerDay;
}

export function fromEpochDay(epochDay: number): BusinessDate {
  return new Date(epochDay * millisecondsPerDay).toISOString().slice(0, 10) as BusinessDate;
}
