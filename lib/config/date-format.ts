/** How a column writes its dates. */
export interface DateFormat {
  /** As DuckDB's strptime wants it; undefined where a plain cast reads it. */
  readonly pattern: string | undefined;
  /** Day and month could be the other way round. */
  readonly isAmbiguous: boolean;
}

interface Notation {
  readonly written: RegExp;
  readonly pattern: string | undefined;
}

/** Years that sales data is of: 20101201 is a date, 85123456 an article number. */
const year = "(?:19[89]\\d|20\\d\\d)";
const month = "(?:0?[1-9]|1[0-2])";
const day = "(?:0?[1-9]|[12]\\d|3[01])";
const time = "(?:[T ]\\d{1,2}:\\d{2}.*)?";
const notation = (source: string, pattern?: string): Notation => ({
  written: new RegExp(`^${source}$`),
  pattern,
});

const notations: readonly Notation[] = [
  notation(`${year}[-/]${month}[-/]${day}${time}`),
  notation(`${year}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])`, "%Y%m%d"),
  notation(`${year}-${month}`, "%Y-%m"),
  notation(`${year}年${month}月${day}日`, "%Y年%m月%d日"),
  notation(`${year}年${month}月`, "%Y年%m月"),
  ...["/", "-", "."].flatMap((mark) => {
    const between = `\\${mark}`;
    return [
      notation([day, month, year].join(between) + time, `%d${mark}%m${mark}%Y`),
      notation([month, day, year].join(between) + time, `%m${mark}%d${mark}%Y`),
    ];
  }),
];

/** A few bad dates do not change how the others are written. */
const enough = 0.95;

/** The notation that nearly all of `values` are written in; `undefined` if they are no dates. */
export function dateFormatOf(values: readonly string[]): DateFormat | undefined {
  const fitting = notations.filter(({ written }) => {
    const count = values.filter((value) => written.test(value)).length;
    return values.length > 0 && count / values.length >= enough;
  });
  const [first] = fitting;
  return first && { pattern: first.pattern, isAmbiguous: fitting.length > 1 };
}

/** SQL that reads `column` as a date: the column itself where a cast will do. */
export function dateExpression(column: string, { pattern }: DateFormat): string {
  if (pattern === undefined) return column;
  // A reader that already knows the type hands over ISO dates; the pattern is for one that does not.
  const text = `split_part(CAST(${quoteName(column)} AS VARCHAR), ' ', 1)`;
  return `try_strptime(${text}, ['${pattern}', '%Y-%m-%d'])`;
}

/** A source column inside a SQL expression. */
export const quoteName = (column: string): string => `"${column.replaceAll('"', '""')}"`;

/** Days since 1970-01-01 of a date in `format`; NaN where it is not one. */
export function epochDayOf(value: string, { pattern }: DateFormat): number {
  const digits = pattern === "%Y%m%d" ? value.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3") : value;
  const [a = Number.NaN, b = Number.NaN, c = 1] = (digits.match(/\d+/g) ?? []).map(Number);
  if (pattern?.startsWith("%d")) return Date.UTC(c, b - 1, a) / 86_400_000;
  if (pattern?.startsWith("%m")) return Date.UTC(c, a - 1, b) / 86_400_000;
  return Date.UTC(a, b - 1, c) / 86_400_000;
}
