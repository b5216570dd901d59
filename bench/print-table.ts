/** A table as Markdown, to be put into BENCHMARKS.md as it is. */
export function printTable(titles: readonly string[], rows: readonly (readonly string[])[]): void {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  console.log([line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n"));
}
