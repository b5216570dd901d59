import { isScalar, isSeq, type Node } from "yaml";
import { quantileColumn } from "#lib/domain/quantile-levels.ts";
import { type Reading, resolve } from "./reading.ts";

/** The columns of `levels`, read from `quantiles`, as the document writes them: 0.50 is `q0.50`. */
export function quantileNames(reading: Reading, levels: readonly number[]): string[] {
  const find = (path: string, node: unknown) =>
    resolve(reading, { path, node: (node ?? null) as Node | null });
  const list = find("quantiles", reading.document.get("quantiles", true));
  return levels.map((level, i) => {
    const written = isSeq(list) ? find(`quantiles[${i}]`, list.items[i]) : list;
    return isScalar(written) && written.source ? `q${written.source}` : quantileColumn(level);
  });
}
