import { fanChart } from "./chart-fan.ts";
import { type Markup, markup } from "./markup.ts";
import type { Mover } from "./movers.ts";
import { periods, type ReportFacts } from "./report-facts.ts";
import { reportTable } from "./report-table.ts";
import { shown, signed } from "./shown-number.ts";

/** The series whose forecasts differ most from what they last did, each with its plot. */
export function moversSection(facts: ReportFacts): Markup {
  const { movers, frequency, forecastDates } = facts;
  const horizon = periods(forecastDates.length, frequency);
  const content =
    movers.length === 0
      ? markup`<p>No series has both a history and a forecast to compare.</p>`
      : markup`<p>Mean a ${frequency} over the next ${horizon} against the latest ${horizon}.
In the plots the grey line is history, the blue one the forecast${bandWords(facts)}.</p>
${moversTable(facts)}
<div class="charts">${movers.map((mover, i) => moverFigure(facts, mover, i))}</div>`;
  return markup`<section aria-labelledby="movers"><h2 id="movers">Biggest movers</h2>
${content}</section>
`;
}

function bandWords({ quantiles }: ReportFacts): string {
  if (quantiles.length < 2) return "";
  return `; shades lie between its quantiles, the widest from q${quantiles[0]} to q${quantiles.at(-1)}`;
}

const moversTable = ({ movers, frequency, target }: ReportFacts): Markup =>
  reportTable({
    caption: `Largest changes in ${target} over the horizon`,
    columns: [
      "item",
      "title",
      "location",
      `latest a ${frequency}`,
      `next a ${frequency}`,
      "change in all",
      "method",
    ],
    textColumns: ["title", "location", "method"],
    rows: movers.map(({ item, title, location, latest, expected, change, method }) => [
      item,
      title,
      location,
      shown(latest),
      shown(expected),
      signed(shown(change)),
      method,
    ]),
  });

function moverFigure(facts: ReportFacts, mover: Mover, index: number): Markup {
  const { item, title, location, history, mean, bands, latest, expected } = mover;
  const past = facts.pastDates.slice(facts.pastDates.length - history.length);
  const chart = fanChart({
    id: `mover-${index}`,
    width: 440,
    title: `${facts.target} of ${item} at ${location}`,
    description: `From ${shown(latest)} to ${shown(expected)} a ${facts.frequency}, by ${mover.method}.`,
    history,
    forecast: mean,
    bands,
    dates: [...past, ...facts.forecastDates],
  });
  const name = title === "" ? item : `${item} · ${title}`;
  return markup`<figure>${chart}<figcaption>${name}, ${location}</figcaption></figure>
`;
}
