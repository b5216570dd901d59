import { h } from "#lambdas/console/parts/dom.ts";
import { money, number, percent } from "#lambdas/console/parts/format.ts";
import { words } from "#lambdas/console/parts/language.ts";
import { linkTo, type Session, type View } from "#lambdas/console/parts/session.ts";
import { empty, fill } from "#lambdas/console/parts/states.ts";
import { riskBar, trendMark } from "#lambdas/console/parts/trend-mark.ts";
import type { OrderEntry, SeriesSummary } from "#lib/contracts/api-answers.ts";

const shownLines = 6;

/** What changed overnight, and what to do first. */
export const todayView: View = (place, session) => {
  const w = words();
  const [tiles, orders, moved] = [h("div"), h("div"), h("div")];
  place.append(
    heading(session),
    tiles,
    h(
      "div",
      { class: "columns" },
      section(w.orderFirst, w.orderFirstNote, "orders", orders),
      section(w.moved, w.movedNote, "trends", moved),
    ),
  );
  void fill(
    tiles,
    () => loadTiles(session),
    (facts) => drawTiles(session, facts),
  );
  void fill(
    orders,
    () => session.api.orders({ sort: "risk", limit: shownLines }),
    ({ reorders, currency }) =>
      reorders.length === 0 ? empty(w.nothingToOrder) : orderLines(reorders, currency),
  );
  void fill(moved, () => loadMoved(session), drawMoved);
  return undefined;
};

function heading({ run }: Session): HTMLElement {
  const w = words();
  const periods = { day: w.days, week: w.weeks, month: w.months }[run.frequency](run.horizon);
  const { series, items, locations } = run.counts;
  const what = [
    w.found(number(series)),
    w.itemsAt(number(items), number(locations)),
    w.next(periods),
  ];
  return h(
    "div",
    { class: "title" },
    h("h1", {}, w.today),
    h("p", { class: "soft" }, what.join(" · ")),
  );
}

const section = (title: string, note: string, view: string, content: HTMLElement): HTMLElement =>
  h(
    "section",
    { "aria-label": title },
    h("h2", {}, title, h("small", {}, note)),
    content,
    h("p", {}, h("a", { href: linkTo(view) }, words().all)),
  );

async function loadTiles({ api }: Session) {
  const [orders, approvals, rising, falling, launched, health] = await Promise.all([
    api.orders({ limit: 1 }),
    api.orders({ limit: 1, needs_approval: true }),
    api.trends({ kind: "rising", limit: 1 }),
    api.trends({ kind: "falling", limit: 1 }),
    api.trends({ kind: "launched", limit: 1 }),
    api.health(),
  ]);
  const rejected = health.ingest?.tables.reduce((sum, table) => sum + table.rejected, 0) ?? 0;
  return { orders, approvals, rising, falling, launched, rejected };
}

type Facts = Awaited<ReturnType<typeof loadTiles>>;

function drawTiles({ run }: Session, facts: Facts): HTMLElement {
  const w = words();
  const { orders, approvals, rising, falling, launched, rejected } = facts;
  const tiles: readonly (readonly [string, string, string])[] = [
    [number(orders.total), w.toOrder, linkTo("orders")],
    [
      money(orders.total_value, orders.currency),
      w.toOrderValue,
      linkTo("orders", [], { sort: "value" }),
    ],
    [number(approvals.total), w.toApprove, linkTo("orders", [], { needs_approval: "true" })],
    [number(rising.total), w.rising, linkTo("trends", ["rising"])],
    [number(falling.total), w.falling, linkTo("trends", ["falling"])],
    [number(launched.total), w.launched, linkTo("trends", ["launched"])],
    [number(rejected), w.setAside, linkTo("health")],
    [percent(run.metrics.published?.wape), w.accuracy, linkTo("health")],
  ];
  return h(
    "ul",
    { class: "tiles" },
    tiles.map(([value, name, to]) =>
      h("li", {}, h("a", { href: to }, h("b", {}, value), h("span", {}, name))),
    ),
  );
}

const orderLines = (orders: readonly OrderEntry[], currency: string): HTMLElement =>
  h(
    "ol",
    { class: "lines" },
    orders.map((order) =>
      h(
        "li",
        {},
        h(
          "a",
          { href: linkTo("series", [order.item, order.location]) },
          h(
            "span",
            { class: "name" },
            order.title || order.item,
            h("small", {}, `${order.item} · ${order.location}`),
          ),
          h(
            "span",
            { class: "figure" },
            number(order.order_quantity),
            h("small", {}, money(order.order_value, currency)),
          ),
          riskBar(order.stockout_risk),
        ),
      ),
    ),
  );

async function loadMoved({ api }: Session) {
  const [rising, falling] = await Promise.all([
    api.trends({ kind: "rising", limit: shownLines / 2 }),
    api.trends({ kind: "falling", limit: shownLines / 2 }),
  ]);
  return [...rising.series, ...falling.series];
}

function drawMoved(series: readonly SeriesSummary[]): HTMLElement {
  if (series.length === 0) return empty(words().nothingMoved);
  return h(
    "ol",
    { class: "lines" },
    series.map((one) =>
      h(
        "li",
        {},
        h(
          "a",
          { href: linkTo("series", [one.item, one.location]) },
          h(
            "span",
            { class: "name" },
            one.title || one.item,
            h("small", {}, `${one.item} · ${one.location}`),
          ),
          h(
            "span",
            { class: "figure" },
            trendMark(one),
            h("small", {}, words().sure(percent(one.probability))),
          ),
        ),
      ),
    ),
  );
}
