import type { CorrectionScore } from "#lib/contracts/corrections.ts";
import { type Markup, markup } from "./markup.ts";
import type { ReportFacts } from "./report-facts.ts";
import { reportTable } from "./report-table.ts";
import { count, percent, shown, signed } from "./shown-number.ts";

const correctionsShown = 30;

/** What planners changed tonight, and how earlier changes did. */
export function correctionsSection({ corrections, correctionScore }: ReportFacts): Markup {
  const content =
    corrections.length === 0
      ? markup`<p>No planner corrected a forecast of these periods.</p>`
      : applied(corrections);
  return markup`<section aria-labelledby="corrections"><h2 id="corrections">Corrections</h2>
${content}${scored(correctionScore)}</section>
`;
}

function applied(corrections: ReportFacts["corrections"]): Markup {
  const hidden = corrections.length - correctionsShown;
  return markup`<p>${count(corrections.length, "period")} are published as planners corrected them; the model's own
numbers stand beside.</p>
${reportTable({
  caption: "Corrected periods",
  columns: ["item", "location", "date", "model", "published", "change", "reason", "by"],
  textColumns: ["location", "date", "reason", "by"],
  rows: corrections
    .slice(0, correctionsShown)
    .map(({ item, location, date, model, corrected, reason, by }) => [
      ...[item, location, date, shown(model), shown(corrected)],
      ...[model === 0 ? "" : signed(percent(corrected / model - 1)), reason, by],
    ]),
})}${hidden > 0 ? markup`<p class="soft">${count(hidden, "more corrected period")} not shown.</p>` : ""}`;
}

function scored(score: CorrectionScore): Markup {
  if (score.periods === 0) return markup`<p>No earlier correction can be scored yet.</p>`;
  const better = score.correctedError < score.modelError ? "closer to" : "further from";
  return markup`<p>Earlier corrections, now that it is known what sold: over ${count(score.periods, "period")} they were
${better} it than the model, ${shown(score.correctedError)} off in all against ${shown(score.modelError)}.</p>
${reportTable({
  caption: "Absolute error of corrected periods, by planner",
  columns: ["planner", "periods", "model", "corrected", "change"],
  rows: score.planners.map(({ by, periods, modelError, correctedError }) => [
    ...[by, shown(periods), shown(modelError), shown(correctedError)],
    modelError === 0 ? "" : signed(percent(correctedError / modelError - 1)),
  ]),
})}`;
}
