import type { Trial, TuningSummary } from "#lib/contracts/tuning.ts";
import { curveChart } from "./chart-curves.ts";
import { type Markup, markup } from "./markup.ts";
import type { ReportFacts } from "./report-facts.ts";
import { reportTable } from "./report-table.ts";
import { percent, shown } from "./shown-number.ts";

/** Which settings of network and trees were tried, how they did, and which are used. */
export function tuningSection({ tuning }: ReportFacts): Markup {
  const content =
    tuning === undefined
      ? markup`<p>Settings were not searched: network and trees learn with the default ones (<code>tuning</code> in the config searches).</p>`
      : tuningFacts(tuning);
  return markup`<section aria-labelledby="tuning"><h2 id="tuning">Tuning</h2>
${content}</section>
`;
}

function tuningFacts({ trials, chosen, reason, takenFrom }: TuningSummary): Markup {
  const found = takenFrom === undefined ? "" : ` Found by run ${takenFrom}.`;
  const said = markup`<p>${reason}${found}</p>
`;
  return trials.length === 0
    ? said
    : markup`${said}${curves(trials, chosen)}${table(trials, chosen)}`;
}

/** Of the default, and of every other trial by what was changed. */
const nameOf = ({ trial, settings }: Trial): string =>
  trial === 0
    ? "default"
    : Object.entries(settings)
        .map(([name, value]) => `${name} ${value}`)
        .join(", ");

function curves(trials: readonly Trial[], chosen: number): Markup {
  const drawn = trials.filter(({ curve }) => curve.length > 1);
  if (drawn.length === 0) return markup``;
  return curveChart({
    id: "tuning-curves",
    title: "Loss of each trial on held-back periods while its network learned",
    description: `By steps of training, ${shown(drawn.length)} trainings; trial ${chosen}, whose settings are used, stands out.`,
    curves: drawn.map(({ trial, curve }) => ({
      points: curve.map(({ step, loss }) => ({ x: step, y: loss })),
      isChosen: trial === chosen,
    })),
  });
}

const table = (trials: readonly Trial[], chosen: number): Markup =>
  reportTable({
    caption:
      "Trials: loss after the trial's cutoff, of the mean of network and trees and of each alone",
    columns: [
      "trial",
      "share of a training",
      "steps",
      "WQL",
      "SQL",
      "network",
      "trees",
      "settings",
    ],
    textColumns: ["settings"],
    rows: trials.map((one) => [
      one.trial === chosen ? markup`<strong>${one.trial}</strong>` : one.trial,
      percent(one.budget, 0),
      shown(one.steps),
      shown(one.scores.wql),
      shown(one.scores.sql),
      shown(one.scores.network),
      shown(one.scores.boosted),
      nameOf(one),
    ]),
  });
