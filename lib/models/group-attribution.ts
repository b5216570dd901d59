import type { InputColumn } from "./input-columns.ts";

/** One input of some windows: what each column tells of, its two ends, and the slopes between. */
export interface ExplainedWay {
  readonly columns: readonly (InputColumn | undefined)[];
  /** [rows · steps · columns] */
  readonly usual: Float32Array;
  readonly actual: Float32Array;
  /** [rows · steps · columns] mean gradient along the way. */
  readonly slope: Float32Array;
}

/**
 * Adds change times slope up by group. A column that is a shape gives its mean change over the steps to
 * `level`, and what differs from that to its own group.
 *
 * @param out [rows · groups], added to
 */
export function attribute(
  way: ExplainedWay,
  groups: readonly string[],
  rows: number,
  out: Float64Array,
): void {
  const { columns } = way;
  const places = columns.map((column) => groups.indexOf(column?.group ?? ""));
  const level = groups.indexOf("level");
  for (let row = 0; row < rows; row++) {
    const give = (group: number, amount: number) => {
      const at = row * groups.length + group;
      out[at] = (out[at] as number) + amount;
    };
    for (const [c, column] of columns.entries()) {
      if (column === undefined) continue;
      const { whole, ofMean } = columnProducts(way, row, rows, c);
      const shared = column.isShape ? ofMean : 0;
      give(places[c] as number, whole - shared);
      give(level, shared);
    }
  }
}

/** Over the steps of one column: Σ change · slope, and mean(change) · Σ slope. */
function columnProducts(
  { columns, usual, actual, slope }: ExplainedWay,
  row: number,
  rows: number,
  column: number,
) {
  const perRow = actual.length / rows;
  let [whole, changes, slopes] = [0, 0, 0];
  for (let at = row * perRow + column; at < (row + 1) * perRow; at += columns.length) {
    const change = (actual[at] as number) - (usual[at] as number);
    whole += change * (slope[at] as number);
    changes += change;
    slopes += slope[at] as number;
  }
  return { whole, ofMean: (changes / (perRow / columns.length)) * slopes };
}
