import type { LevelForecasts, ReconciliationSummary } from "#lib/contracts/level-forecasts.ts";
import { type Markup, markup } from "./markup.ts";
import { periods, type ReportFacts } from "./report-facts.ts";
import { reportTable } from "./report-table.ts";
import { percent, shown } from "./shown-number.ts";

const sumsShown = 25;

/** Forecasts of sums, and how they and the series were made to agree. */
export function levelsSection(facts: ReportFacts): Markup {
  const { reconciliation, levels } = facts;
  const content =
    reconciliation === undefined
      ? markup`<p>The run forecast no sums.</p>`
      : markup`<p>${reconciliation.reason} ${leftOutWords(reconciliation)}</p>
${ratiosTable(reconciliation)}${levels ? sumsTable(levels, facts) : ""}`;
  return markup`<section aria-labelledby="levels"><h2 id="levels">Totals</h2>
${content}</section>
`;
}

const leftOutWords = ({ leftOut }: ReconciliationSummary): string =>
  leftOut.length === 0
    ? ""
    : `Of more sums than can be forecast, and left out: ${leftOut.join(", ")}.`;

function ratiosTable({ ratios, levels }: ReconciliationSummary): Markup {
  const rows = Object.entries(ratios);
  if (rows.length === 0) return markup``;
  return reportTable({
    caption: "Error where sums move the series (MinT), relative to adding series up, in validation",
    columns: ["level", "sums", "error"],
    rows: rows.map(([level, ratio]) => [level, shown(levels[level]), percent(ratio)]),
  });
}

/** The largest sums; all of them are in `levels.csv`. */
function sumsTable(forecasts: LevelForecasts, { target, forecastDates, frequency }: ReportFacts) {
  const { level, group, series, mean } = forecasts;
  const horizon = forecastDates.length;
  const sums = level.map((name, a) => ({
    ...{ name, group: group[a], series: series[a] },
    total: mean.subarray(a * horizon, (a + 1) * horizon).reduce((sum, value) => sum + value, 0),
  }));
  const largest = sums.toSorted((a, b) => b.total - a.total).slice(0, sumsShown);
  return reportTable({
    caption: `Largest sums${sums.length > sumsShown ? `, ${sumsShown} of ${sums.length}; all are in levels.csv` : ""}`,
    columns: ["group", "level", "series", `${target} over ${periods(horizon, frequency)}`],
    textColumns: ["level"],
    rows: largest.map(({ name, group: of, series: count, total }) => [
      of === "" ? "all" : of,
      name,
      shown(count),
      shown(total),
    ]),
  });
}
