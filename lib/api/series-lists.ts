import { trendCodes } from "#lib/contracts/serving.ts";
import type { Catalogue } from "./catalogue.ts";

export const trendKinds = ["rising", "falling", "launched"] as const;

/** Of `among`, series of this direction, the surest first; of equally sure ones, in their order. */
export function trendsAmong(
  { direction, probability }: Catalogue,
  among: Int32Array,
  kind: "rising" | "falling",
): Int32Array {
  const code = trendCodes.indexOf(kind);
  const sure = (series: number) => probability[series] as number;
  return among
    .filter((series) => direction[series] === code)
    .sort((a, b) => sure(b) - sure(a) || a - b);
}

/** Of `among`, series that began after a period, the latest first. */
export function launchesAmong(
  { firstPeriod }: Catalogue,
  among: Int32Array,
  after: number,
): Int32Array {
  const began = (series: number) => firstPeriod[series] as number;
  return among
    .filter((series) => began(series) > after)
    .sort((a, b) => began(b) - began(a) || a - b);
}
