import type { Drift, DriftWindow } from "./drift.ts";
import { type Markup, markup } from "./markup.ts";
import { periods, type ReportFacts } from "./report-facts.ts";
import { reportTable } from "./report-table.ts";
import { count, percent, shown, signed } from "./shown-number.ts";

/** Usual readings of the population stability index. */
const stableBelow = 0.1;
const shiftedAbove = 0.25;

/** How the latest periods differ from those before, which the model learnt from. */
export function driftSection({ drift, frequency, target }: ReportFacts): Markup {
  const length = periods(drift.length, frequency);
  const names = {
    latest: `latest ${length}`,
    before: `${length} before`,
    "year-ago": "same periods a year ago",
  } as const satisfies Record<DriftWindow["name"], string>;
  const latest = drift.windows.find(({ name }) => name === "latest");
  const change = (total: number) => signed(percent((latest?.total ?? Number.NaN) / total - 1));
  return markup`<section aria-labelledby="drift"><h2 id="drift">Drift</h2>
<p>${verdict(drift)} ${count(drift.newSeries, "series", "series")} began in the latest ${length};
${count(drift.silentSeries, "series", "series")} that sold in the ${length} before sold nothing in them.</p>
${reportTable({
  caption: `Total ${target} and series that sold, by window`,
  columns: ["window", target, "latest against it", "series", "that sold", "periods without sale"],
  rows: drift.windows.map(({ name, total, series, sellingSeries, zeroShare }) => [
    names[name],
    shown(total),
    name === "latest" ? "" : change(total),
    shown(series),
    shown(sellingSeries),
    percent(zeroShare),
  ]),
})}</section>
`;
}

function verdict({ stabilityIndex }: Drift): string {
  if (!Number.isFinite(stabilityIndex))
    return "The history is too short to tell whether it drifts.";
  const index = `population stability index ${shown(stabilityIndex)}`;
  if (stabilityIndex < stableBelow) return `The series' levels are stable (${index}).`;
  if (stabilityIndex <= shiftedAbove) return `The series' levels moved somewhat (${index}).`;
  return `The series' levels have shifted (${index}): read accuracy, measured before, with care.`;
}
