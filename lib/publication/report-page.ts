import { createHash } from "node:crypto";
import { Markup, markup } from "./markup.ts";
import { accuracySection, coverageSection } from "./report-accuracy.ts";
import { correctionsSection } from "./report-corrections.ts";
import { dataSection } from "./report-data.ts";
import { driftSection } from "./report-drift.ts";
import { periods, type ReportFacts } from "./report-facts.ts";
import { launchesSection } from "./report-launches.ts";
import { levelsSection } from "./report-levels.ts";
import { modelSection } from "./report-model.ts";
import { moversSection } from "./report-movers.ts";
import { ordersSection, overviewSection } from "./report-overview.ts";
import { reportStyle } from "./report-style.ts";
import { tuningSection } from "./report-tuning.ts";

const contents = [
  ["overview", "Overview"],
  ["model", "Model"],
  ["tuning", "Tuning"],
  ["accuracy", "Accuracy by segment"],
  ["coverage", "Coverage"],
  ["orders", "Orders"],
  ["levels", "Totals"],
  ["movers", "Biggest movers"],
  ["launches", "New items"],
  ["corrections", "Corrections"],
  ["drift", "Drift"],
  ["data", "Data set aside"],
] as const;

/**
 * `report.html`: one file, without script and without anything to fetch. Its own policy forbids both, and
 * allows no style but the one that it carries.
 */
export function reportPage(facts: ReportFacts): string {
  const { name, run, cutoff, frequency, forecastDates } = facts;
  const hash = createHash("sha256").update(reportStyle).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${name}: forecast of ${cutoff}</title>
<style>${new Markup(reportStyle)}</style>
</head>
<body>
<header><h1>${name}</h1>
<p class="soft">Run ${run}: data to ${cutoff}, forecast of ${periods(forecastDates.length, frequency)}
from ${forecastDates[0] ?? ""} to ${forecastDates.at(-1) ?? ""}.</p></header>
<nav aria-label="Contents"><ul>${contents.map(([id, title]) => markup`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main>
${overviewSection(facts)}${modelSection(facts)}${tuningSection(facts)}${accuracySection(facts)}${coverageSection(facts)}${ordersSection(facts)}${levelsSection(facts)}${moversSection(facts)}${launchesSection(facts)}${correctionsSection(facts)}${driftSection(facts)}${dataSection(facts)}</main>
</body>
</html>
`.text;
}
