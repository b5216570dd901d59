import { h } from "#lambdas/console/parts/dom.ts";
import { day, money, number } from "#lambdas/console/parts/format.ts";
import { words } from "#lambdas/console/parts/language.ts";
import { riskBar } from "#lambdas/console/parts/trend-mark.ts";
import type { OrderEntry } from "#lib/contracts/api-answers.ts";

export interface RowActions {
  readonly currency: string;
  readonly mayDecide: boolean;
  readonly isChosen: (id: string) => boolean;
  readonly choose: (order: OrderEntry, isChosen: boolean) => void;
  readonly open: (order: OrderEntry) => void;
}

/** Heads of the columns, in the order of a row's cells. */
export const orderHeads = (): readonly (readonly [name: string, kind: string])[] => {
  const w = words();
  return [
    ["", "tick"],
    [w.item, "name"],
    [w.location, "where"],
    [w.quantity, "number"],
    [w.orderValue, "number"],
    [w.orderBy, "date"],
    [w.riskLong, "riskcell"],
    [w.state, "state"],
  ];
};

/** One order as a row of the list; `at` counts from 0. */
export function orderRow(order: OrderEntry, at: number, actions: RowActions): HTMLElement {
  const { id, item, title, location, supplier } = order;
  const name = title || item;
  const tick = h("input", {
    type: "checkbox",
    "aria-label": name,
    disabled: !actions.mayDecide || order.decision !== null,
    onchange: () => actions.choose(order, tick.checked),
  });
  tick.checked = actions.isChosen(id);
  const cell = (kind: string, ...content: (Node | string)[]) =>
    h("div", { role: "cell", class: kind }, content);
  return h(
    "div",
    { role: "row", class: "row", "aria-rowindex": at + 2, "data-at": at, "data-id": id },
    cell("tick", tick),
    cell(
      "name",
      h(
        "button",
        { type: "button", class: "plain", "data-focus": true, onclick: () => actions.open(order) },
        name,
      ),
      h("small", {}, [item, supplier].filter(Boolean).join(" · ")),
    ),
    cell("where", location),
    cell("number", h("b", {}, number(quantityOf(order)))),
    cell("number", money(order.order_value, actions.currency)),
    cell("date", day(order.order_by)),
    cell("riskcell", riskBar(order.stockout_risk)),
    cell("state", stateOf(order)),
  );
}

/** What is to be ordered now: the suggestion, or what was decided. */
export const quantityOf = ({ decision, order_quantity }: OrderEntry): number | null =>
  decision === null ? order_quantity : decision.quantity;

export function stateOf({ decision, needs_approval }: OrderEntry): HTMLElement {
  const w = words();
  if (decision !== null)
    return h("span", { class: `chip ${decision.action}` }, w.decided[decision.action]);
  return needs_approval
    ? h("span", { class: "chip needs" }, w.needsApproval)
    : h("span", { class: "chip" }, w.undecided);
}
