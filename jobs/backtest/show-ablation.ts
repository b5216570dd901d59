import type { CommandIo } from "#jobs/cli/command.ts";
import { textTable } from "#jobs/cli/text-table.ts";
import type { TextMetrics } from "./text-ablation.ts";

/** Where the text of items helps, and by how much. */
export function showAblation({ against }: TextMetrics, io: CommandIo): void {
  const rows = Object.entries(against).flatMap(([variant, segments]) =>
    Object.entries(segments).map(([segment, { series, ratio, interval, pValue }]) => [
      `text against ${variant}`,
      segment,
      String(series),
      ratio.toFixed(3),
      interval.map((bound) => bound.toFixed(3)).join(" … "),
      pValue.toFixed(3),
    ]),
  );
  const header = ["loss of", "segment", "series", "ratio", "95 % of resampled items", "p"];
  io.print("");
  io.print(textTable(header, rows, io.style));
}
