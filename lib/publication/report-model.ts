import type { ChampionState, ModelGate } from "#lib/contracts/model-gate.ts";
import { type Markup, markup } from "./markup.ts";
import { periods, type ReportFacts } from "./report-facts.ts";
import { percent, shown } from "./shown-number.ts";

const decisions = {
  trained: "Trained tonight",
  kept: "Kept from an earlier night",
  "fell-back": "The last good model, instead of tonight's",
} as const satisfies Record<ModelGate["decision"], string>;

/** Which model forecasts, why, and how the one before does. */
export function modelSection({ gate, frequency }: ReportFacts): Markup {
  const content =
    gate === undefined
      ? markup`<p>The run does not say how its model was chosen.</p>`
      : markup`<p><strong>${decisions[gate.decision]}:</strong> ${gate.model}. ${gate.reason}</p>
${gate.champion === null ? "" : championFacts(gate.champion, gate.nominal, frequency)}`;
  return markup`<section aria-labelledby="model"><h2 id="model">Model</h2>
${content}</section>
`;
}

function championFacts(
  { model, cutoff, age, realised, stabilityIndex, drift }: ChampionState,
  nominal: number,
  frequency: ReportFacts["frequency"],
): Markup {
  const held =
    realised === null
      ? markup`Too little has come since its last forecasts to score them.`
      : markup`Of ${shown(realised.periods)} periods that it had forecast and that are known by now, ${percent(realised.coverage)} fell
within its outer quantiles (${percent(nominal)} should), with a WAPE of ${percent(realised.wape)}.`;
  const index = stabilityIndex === null ? "" : ` Stability index ${shown(stabilityIndex)}.`;
  const signs = drift.map((sign) => markup`<li>${sign}</li>`);
  return markup`<p>The model of the publication before, ${model}, learned up to ${cutoff}, ${periods(age, frequency)} ago. ${held}${index}</p>
${drift.length === 0 ? markup`<p>Nothing speaks for training again.</p>` : markup`<ul>${signs}</ul>`}`;
}
