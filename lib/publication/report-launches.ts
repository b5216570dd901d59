import { itemNameText } from "#lib/contracts/serving.ts";
import { type Markup, markup } from "./markup.ts";
import { periods, type ReportFacts } from "./report-facts.ts";
import { reportTable } from "./report-table.ts";
import { shown } from "./shown-number.ts";

/** Series with little history of their own, and the items that their forecasts were learned from. */
export function launchesSection(facts: ReportFacts): Markup {
  const { series } = facts.launches;
  const content =
    series === 0
      ? markup`<p>Every series has sold enough to go by its own history.</p>`
      : markup`<p>${series} series have sold little or nothing so far. Where words or prices of items help, their
forecasts are learned from the items named beside them.</p>
${launchesTable(facts)}`;
  return markup`<section aria-labelledby="launches"><h2 id="launches">New items</h2>
${content}</section>
`;
}

const launchesTable = ({ launches, target, frequency, forecastDates }: ReportFacts): Markup =>
  reportTable({
    caption: `New series that are expected to sell most over ${periods(forecastDates.length, frequency)}`,
    columns: ["item", "title", "location", `${target} expected`, "method", "learned most from"],
    textColumns: ["title", "location", "method", "learned most from"],
    rows: launches.foremost.map(({ item, title, location, expected, method, analogues }) => [
      item,
      title,
      location,
      shown(expected),
      method,
      analogues.map(itemNameText).join(", ") || "all series",
    ]),
  });
