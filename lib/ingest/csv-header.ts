/** How a CSV file separates its values, and what its first line calls them. */
export interface CsvHeader {
  readonly delimiter: string;
  /** Each name once: a repeated one gets `_1`, `_2`, …; a missing one is `column_3`. */
  readonly columns: readonly string[];
}

const delimiters = [",", ";", "\t", "|"] as const;

/** The delimiter is the one that cuts the first line into most names; a tie goes to the comma. */
export function readCsvHeader(text: string): CsvHeader {
  let best: CsvHeader = { delimiter: ",", columns: [] };
  for (const delimiter of delimiters) {
    const columns = firstRecord(text, delimiter);
    if (columns.length > best.columns.length) best = { delimiter, columns };
  }
  return { ...best, columns: distinctNames(best.columns) };
}

/** Fields of the first record of RFC 4180 text: quotes may hold delimiters, line ends and `""`. */
function firstRecord(text: string, delimiter: string): string[] {
  const mark = delimiter === "|" ? "\\|" : delimiter;
  const field = new RegExp(`(?:"((?:[^"]|"")*)"|([^${mark}\\r\\n]*))(${mark}|[\\r\\n]|$)`, "y");
  const fields: string[] = [];
  for (;;) {
    const match = field.exec(text);
    if (match === null) return fields;
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] !== delimiter) return fields;
  }
}

function distinctNames(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.map((written, i) => {
    const name = written.trim() === "" ? `column_${i + 1}` : written;
    let distinct = name;
    for (let n = 1; seen.has(distinct.toLowerCase()); n++) distinct = `${name}_${n}`;
    seen.add(distinct.toLowerCase());
    return distinct;
  });
}
