import { dateFormatOf } from "./date-format.ts";

/** What the values of a column look like, whatever its header says. */
export interface ColumnShape {
  readonly isDate: boolean;
  readonly isNumber: boolean;
  readonly hasNegative: boolean;
  /** Nothing but 0 and 1, true and false, yes and no. */
  readonly isFlag: boolean;
  /** Different values, and their share of those written. */
  readonly distinct: number;
  readonly distinctShare: number;
  /** Share of rows with a value. */
  readonly filledShare: number;
  /** Mean letters of a value. */
  readonly meanLength: number;
}

/** A few bad values do not change what a column is. */
const enough = 0.95;

export function columnShape(values: readonly string[]): ColumnShape {
  const written = values.map((value) => value.trim()).filter((value) => value !== "");
  const numbers = written.filter(isNumeric);
  const distinct = new Set(written);
  const count = Math.max(1, written.length);
  const isMostly = (part: number): boolean => written.length > 0 && part / count >= enough;
  return {
    isDate: dateFormatOf(written) !== undefined,
    isNumber: isMostly(numbers.length),
    hasNegative: numbers.some((value) => Number(value) < 0),
    isFlag: written.length > 0 && [...distinct].every((value) => flagWords.test(value)),
    distinct: distinct.size,
    distinctShare: distinct.size / count,
    filledShare: written.length / Math.max(1, values.length),
    meanLength: written.reduce((sum, value) => sum + value.length, 0) / count,
  };
}

const flagWords = /^(?:0|1|0\.0|1\.0|true|false|yes|no|y|n|t|f|是|否)$/i;

const isNumeric = (value: string): boolean =>
  /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value);
