import type {
  SegmentChoice,
  TrainingSummary,
  ValidationScores,
} from "#lib/contracts/training-summary.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import { barChart } from "./chart-bars.ts";
import { type Markup, markup } from "./markup.ts";
import { publishedScores } from "./published-scores.ts";
import type { ReportFacts } from "./report-facts.ts";
import { reportTable } from "./report-table.ts";
import { count, percent, shown, signed } from "./shown-number.ts";

/** How well each method forecast the validation windows, overall and by segment. */
export function accuracySection({ training }: ReportFacts): Markup {
  if (training === undefined || overallScores(training).length === 0) {
    return section(markup`<p>No method was validated in this run, so nothing can be said.</p>`);
  }
  const windows = count(training.validationWindows, "validation window");
  return section(markup`<p>Every method forecast ${windows} before the cutoff that it had not learnt from. In each
segment the one chosen by scaled quantile loss (SQL) is published, and the table says why. Lower is better; bias
is best near 0.</p>
${overallChart(training)}
${overallTable(training)}
${hiddenBlends(training)}${segmentTable(training)}
${wordsTable(training)}
`);
}

const section = (content: Markup): Markup =>
  markup`<section aria-labelledby="accuracy"><h2 id="accuracy">Accuracy by segment</h2>
${content}</section>
`;

const publishedName = "published";

/** A blend is named by its parts, with this between them. */
const blendSign = "+";

/** Methods worth a row each: those that are no blends, and the blends that some segment publishes. */
function shownCandidates({ candidates, segments }: TrainingSummary): string[] {
  const chosen = new Set(segments.map((segment) => segment.chosen));
  return candidates.filter((name) => !name.includes(blendSign) || chosen.has(name));
}

/** What is published first, then the candidates in their order. */
function overallScores(training: TrainingSummary): [string, ValidationScores][] {
  const published = publishedScores(training);
  const candidates = shownCandidates(training).flatMap((name): [string, ValidationScores][] => {
    const scores = training.overall[name];
    return scores === undefined ? [] : [[name, scores]];
  });
  return published === undefined ? candidates : [[publishedName, published], ...candidates];
}

function hiddenBlends(training: TrainingSummary): Markup | "" {
  const hidden = training.candidates.length - shownCandidates(training).length;
  if (hidden === 0) return "";
  return markup`<p class="soft">Not shown: ${count(hidden, "blend")} of these methods that no segment chose.</p>
`;
}

function overallChart(training: TrainingSummary): Markup {
  const bars = overallScores(training).map(([label, { sql }]) => ({
    label,
    value: sql,
    text: shown(sql),
    isChosen: label === publishedName,
  }));
  const best = bars.map(({ label, text }) => `${label} ${text}`).join(", ");
  return barChart({
    id: "sql",
    title: "Scaled quantile loss of each method, all series",
    description: `Lower is better: ${best}.`,
    bars,
  });
}

const overallTable = (training: TrainingSummary): Markup =>
  reportTable({
    caption: "All series, validation windows",
    columns: ["method", "SQL", "WQL", "MASE", "WAPE", "bias"],
    rows: overallScores(training).map(([name, { sql, wql, mase, wape, bias }]) => [
      name,
      shown(sql),
      shown(wql),
      shown(mase),
      percent(wape),
      signed(percent(bias)),
    ]),
  });

/** The published method of each segment beside every method that is no blend. */
function segmentTable({ candidates, segments }: TrainingSummary): Markup {
  const single = candidates.filter((name) => !name.includes(blendSign));
  return reportTable({
    caption: "SQL by segment",
    columns: ["segment", "series", "published", "its SQL", ...single, "why"],
    textColumns: ["published", "why"],
    rows: segments.map(({ segment, series, chosen, scores, reason }) => [
      segment,
      shown(series),
      chosen,
      markup`<strong>${shown(scores[chosen]?.sql)}</strong>`,
      ...single.map((name) => shown(scores[name]?.sql)),
      reason,
    ]),
  });
}

/** Where the words of items are used, and what they are worth there. */
function wordsTable({ words }: TrainingSummary): Markup | "" {
  if (words === undefined) return "";
  const rows = [["all", words.overall] as const, ...Object.entries(words.segments)];
  return reportTable({
    caption: "What the words of items are worth to network and trees",
    columns: ["segment", "forecasts compared", "loss lowered by", "words are"],
    textColumns: ["words are"],
    rows: rows.map(([segment, { samples, gain, isUsed }]) => [
      segment,
      shown(samples),
      signed(percent(gain)),
      isUsed ? "used" : "left out",
    ]),
  });
}

/** Whether as many actuals fell between the outer quantiles as should. */
export function coverageSection({ training, quantiles }: ReportFacts): Markup {
  const measured = (training?.segments ?? []).filter(
    ({ chosen, scores }) => scores[chosen] !== undefined,
  );
  const content =
    measured.length === 0
      ? markup`<p>No forecast was validated, so coverage is not known.</p>`
      : coverageChart(measured, quantiles);
  return markup`<section aria-labelledby="coverage"><h2 id="coverage">Coverage</h2>
${content}</section>
`;
}

function coverageChart(segments: readonly SegmentChoice[], levels: QuantileLevels): Markup {
  const [lowest, highest] = [levels[0] as number, levels.at(-1) as number];
  const nominal = highest - lowest;
  const bars = segments.map(({ segment, chosen, scores }) => {
    const value = scores[chosen]?.coverage ?? Number.NaN;
    return { label: segment, value, text: percent(value), isChosen: true };
  });
  const said = bars.map(({ label, text }) => `${label} ${text}`).join(", ");
  const chart = barChart({
    id: "cover",
    title: "Share of validation periods between the outer quantiles, by segment",
    description: `${percent(nominal)} should lie there: ${said}.`,
    bars,
    goal: { value: nominal, label: percent(nominal) },
  });
  return markup`<p>Of the actual values of the validation windows, ${percent(nominal)} should fall between q${lowest} and
q${highest}. Fewer means that the bands are too narrow and stock-outs come more often than planned; more means
that too much is held. Where most periods sell nothing, coverage above the line is normal: 0 lies within the band.</p>
${chart}
`;
}
