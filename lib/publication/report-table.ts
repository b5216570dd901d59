import { type Markup, type MarkupPart, markup } from "./markup.ts";

export interface ReportTable {
  readonly caption: string;
  /** The first column names its row; the others are numbers unless said otherwise. */
  readonly columns: readonly string[];
  readonly textColumns?: readonly string[];
  readonly rows: readonly (readonly MarkupPart[])[];
}

/** A table that a screen reader can walk and a narrow screen can scroll. */
export function reportTable({ caption, columns, textColumns = [], rows }: ReportTable): Markup {
  const kind = (c: number) =>
    c === 0 || textColumns.includes(columns[c] as string) ? "text" : "number";
  const head = columns.map((name, c) => markup`<th scope="col" class="${kind(c)}">${name}</th>`);
  const body = rows.map((cells) => {
    const [first, ...others] = cells;
    const rest = others.map((cell, c) => markup`<td class="${kind(c + 1)}">${cell}</td>`);
    return markup`<tr><th scope="row" class="text">${first ?? ""}</th>${rest}</tr>
`;
  });
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody></table></div>
`;
}
