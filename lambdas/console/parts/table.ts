import { type Child, h } from "#lambdas/console/parts/dom.ts";

export interface DataTable {
  readonly heads: readonly string[];
  /** The first cell names its row. */
  readonly rows: readonly (readonly Child[])[];
  /** Places of the columns that hold numbers. */
  readonly numbers: readonly number[];
  readonly rowClass?: (row: number) => string | undefined;
}

/** A table that a screen reader can walk and a narrow screen can scroll. */
export function dataTable({ heads, rows, numbers, rowClass }: DataTable, kind = ""): HTMLElement {
  const cellClass = (c: number) => (numbers.includes(c) ? "number" : undefined);
  const head = heads.map((name, c) => h("th", { scope: "col", class: cellClass(c) }, name));
  const body = rows.map((cells, r) =>
    h(
      "tr",
      { class: rowClass?.(r) },
      cells.map((cell, c) =>
        c === 0 ? h("th", { scope: "row" }, cell) : h("td", { class: cellClass(c) }, cell),
      ),
    ),
  );
  return h(
    "div",
    { class: `scroll ${kind}`, tabindex: 0 },
    h("table", { class: "wide" }, h("thead", {}, h("tr", {}, head)), h("tbody", {}, body)),
  );
}
