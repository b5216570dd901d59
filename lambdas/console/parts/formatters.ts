import { language } from "./language.ts";

/** As dates and numbers are written where the reader's language is spoken. */
const locale = (): string => (language() === "zh" ? "zh-CN" : "en-GB");

const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter takes a hundred times as long as using it, and a list in motion needs four a row. */
export const numberFormat = (options: Intl.NumberFormatOptions): Intl.NumberFormat =>
  kept(numbers, options, () => new Intl.NumberFormat(locale(), options));

export const dateFormat = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  kept(dates, options, () => new Intl.DateTimeFormat(locale(), options));

function kept<Format>(formats: Map<string, Format>, options: object, make: () => Format): Format {
  const key = locale() + JSON.stringify(options);
  const known = formats.get(key) ?? make();
  formats.set(key, known);
  return known;
}
