import { h } from "#lambdas/console/parts/dom.ts";
import { day, number, percent } from "#lambdas/console/parts/format.ts";
import { words } from "#lambdas/console/parts/language.ts";
import { linkTo } from "#lambdas/console/parts/session.ts";
import { empty, failure } from "#lambdas/console/parts/states.ts";
import { trendMark } from "#lambdas/console/parts/trend-mark.ts";
import type { SeriesListAnswer, SeriesSummary } from "#lib/contracts/api-answers.ts";

/** A list of series that grows by a page at a time. */
export function seriesList(
  load: (next: string | undefined) => Promise<SeriesListAnswer>,
  column: "trend" | "since",
): HTMLElement {
  const w = words();
  const [count, body, foot] = [h("p", { class: "soft", role: "status" }), h("tbody"), h("div")];
  const heads = [w.item, w.location, column === "trend" ? w.trend : w.launched, ""];
  const table = h(
    "table",
    { class: "wide" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        heads.map((name, c) =>
          h("th", { scope: "col", class: c > 1 ? "number" : undefined }, name),
        ),
      ),
    ),
    body,
  );
  const addPage = async (next: string | undefined): Promise<void> => {
    foot.replaceChildren();
    try {
      const page = await load(next);
      count.textContent = w.found(number(page.total));
      table.hidden = page.total === 0;
      if (page.total === 0) foot.append(empty(w.foundNothing));
      body.append(...page.series.map((series) => row(series, column)));
      if (page.next !== null) foot.append(moreButton(() => addPage(page.next as string)));
    } catch (error) {
      foot.append(failure(error, () => void addPage(next)));
    }
  };
  void addPage(undefined);
  return h("div", {}, count, h("div", { class: "scroll" }, table), foot);
}

const moreButton = (more: () => void): HTMLElement =>
  h("button", { type: "button", onclick: more }, words().more);

function row(series: SeriesSummary, column: "trend" | "since"): HTMLElement {
  const { item, location, title, category, first_date, probability } = series;
  const told = column === "trend" ? trendMark(series) : words().since(day(first_date));
  return h(
    "tr",
    {},
    h(
      "th",
      { scope: "row" },
      h("a", { href: linkTo("series", [item, location]) }, title || item),
      h("small", {}, [item, category].filter((text) => text !== "").join(" · ")),
    ),
    h("td", {}, location),
    h("td", { class: "number" }, told),
    h(
      "td",
      { class: "number soft" },
      column === "trend" ? words().sure(percent(probability)) : trendMark(series),
    ),
  );
}
