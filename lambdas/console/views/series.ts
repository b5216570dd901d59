import { chartPanel } from "#lambdas/console/parts/chart-panel.ts";
import { corrections } from "#lambdas/console/parts/correction-form.ts";
import { h, show } from "#lambdas/console/parts/dom.ts";
import { explanationBars } from "#lambdas/console/parts/explanation-bars.ts";
import { day, methodName, percent } from "#lambdas/console/parts/format.ts";
import { words } from "#lambdas/console/parts/language.ts";
import { orderFacts } from "#lambdas/console/parts/order-facts.ts";
import { linkTo, type Session, type View } from "#lambdas/console/parts/session.ts";
import { empty, failure, fill, loading } from "#lambdas/console/parts/states.ts";
import { dataTable } from "#lambdas/console/parts/table.ts";
import { trendMark } from "#lambdas/console/parts/trend-mark.ts";
import { whatIf } from "#lambdas/console/parts/what-if.ts";
import { ApiCallError } from "#lib/client/api-client.ts";
import type {
  AccuracyAnswer,
  ForecastAnswer,
  RecommendationEntry,
} from "#lib/contracts/api-answers.ts";

/** One series: what sold, what will, why, and what people said of it. */
export const seriesView: View = (place, session, { parts: [item = "", location = ""] }) => {
  let end = () => {};
  const draw = async () => {
    end();
    show(place, loading(8));
    try {
      const answer = await session.api.forecast(item, location);
      const { panel, end: endChart } = chartPanel(answer);
      end = endChart;
      show(
        place,
        heading(answer),
        panel,
        sections(session, answer, () => void draw()),
      );
    } catch (error) {
      show(
        place,
        failure(error, () => void draw()),
      );
    }
  };
  void draw();
  return () => end();
};

function heading({
  item,
  location,
  title,
  category,
  trend,
  method,
  segment,
}: ForecastAnswer): HTMLElement {
  const w = words();
  return h(
    "div",
    { class: "title" },
    h("h1", {}, title || item),
    h("p", { class: "soft" }, [item, location, category].filter((text) => text !== "").join(" · ")),
    h(
      "p",
      { class: "facts" },
      trend && [trendMark(trend), ` ${w.sure(percent(trend.probability))}`],
      h("span", {}, `${w.method}: ${methodName(method)}`),
      h("span", {}, `${w.segment}: ${segment}`),
    ),
  );
}

function sections(session: Session, answer: ForecastAnswer, redraw: () => void): HTMLElement {
  const w = words();
  const { item, location } = answer;
  const [why, held, alike, goesWith] = [h("div"), h("div"), h("div"), h("div")];
  void fill(
    why,
    () => session.api.explanation(item, location).catch(notExplained),
    (explained) => (explained === undefined ? empty(w.noExplanation) : explanationBars(explained)),
  );
  void fill(held, () => session.api.accuracy(item, location), accuracyTable);
  void fill(
    goesWith,
    () => session.api.itemRecommendations(item),
    (lists) => {
      show(alike, itemLinks(lists.similar));
      return itemLinks(lists.together);
    },
  );
  const panels: readonly (readonly [string, HTMLElement])[] = [
    [w.why, why],
    [
      w.order,
      answer.order === null ? empty(w.noOrder) : orderFacts(answer.order, session.run.currency),
    ],
    [w.overrides, corrections(session, answer, redraw)],
    [w.whatIf, whatIf(session, answer)],
    [w.held, held],
    [w.goesWith, goesWith],
    [w.alike, alike],
  ];
  return h(
    "div",
    { class: "columns" },
    panels.map(([name, content]) =>
      h("section", { "aria-label": name }, h("h2", {}, name), content),
    ),
  );
}

/** An earlier publication has no explanations: that is no failure. */
function notExplained(error: unknown): undefined {
  if (error instanceof ApiCallError && error.code === "NOT_EXPLAINED") return undefined;
  throw error;
}

function accuracyTable({ runs }: AccuracyAnswer): HTMLElement {
  const w = words();
  if (runs.length === 0) return empty(w.heldNothing);
  const rows = runs.map(({ cutoff, wape, bias, coverage }) => [
    day(cutoff),
    ...[wape, bias, coverage].map((share) => percent(share)),
  ]);
  const heads = [w.cutoff, w.error, w.bias, w.coverage];
  return h(
    "div",
    {},
    h("p", { class: "soft" }, w.heldNote(runs.length)),
    dataTable({ heads, rows, numbers: [1, 2, 3] }),
  );
}

function itemLinks(items: readonly RecommendationEntry[]): HTMLElement {
  if (items.length === 0) return empty(words().foundNothing);
  return h(
    "ol",
    { class: "log" },
    items
      .slice(0, 5)
      .map(({ item, title, reason }) =>
        h(
          "li",
          {},
          h("a", { href: linkTo("find", [], { query: item }) }, title || item),
          h("small", { lang: "en" }, reason),
        ),
      ),
  );
}
