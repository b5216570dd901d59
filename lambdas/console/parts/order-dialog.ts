import { field } from "#lambdas/console/parts/correction-form.ts";
import { h, show } from "#lambdas/console/parts/dom.ts";
import { moment } from "#lambdas/console/parts/format.ts";
import { words } from "#lambdas/console/parts/language.ts";
import { orderFacts } from "#lambdas/console/parts/order-facts.ts";
import { stateOf } from "#lambdas/console/parts/order-row.ts";
import { linkTo, mayDecide, type Session } from "#lambdas/console/parts/session.ts";
import { failure } from "#lambdas/console/parts/states.ts";
import type { NewDecision, OrderEntry } from "#lib/contracts/api-answers.ts";

type Decide = (decision: Omit<NewDecision, "version">) => Promise<void>;

/** One order, why it is suggested, and what to do with it. It closes when the decision is kept. */
export function openOrder(session: Session, order: OrderEntry, decide: Decide): void {
  const w = words();
  const dialog = h(
    "dialog",
    { "aria-label": order.title || order.item, onclose: () => dialog.remove() },
    h("h2", {}, order.title || order.item, h("small", {}, `${order.item} · ${order.location}`)),
    h("p", {}, stateOf(order), " ", decidedBy(order)),
    orderFacts(order, session.run.currency),
    mayDecide(session)
      ? form(order, decide, () => dialog.close())
      : h("p", { class: "soft" }, w.viewerOnly),
    h(
      "p",
      { class: "between" },
      h(
        "a",
        { href: linkTo("series", [order.item, order.location]), onclick: () => dialog.close() },
        w.openSeries,
      ),
      h("button", { type: "button", onclick: () => dialog.close() }, w.close),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}

function decidedBy({ decision }: OrderEntry): HTMLElement {
  if (decision === null) return h("span");
  const { by, at, reason } = decision;
  return h("small", {}, `${words().by(by, moment(at))} ${reason}`);
}

function form(order: OrderEntry, decide: Decide, close: () => void): HTMLElement {
  const w = words();
  const told = h("div");
  const quantity = h("input", {
    type: "number",
    min: 0,
    step: "any",
    value: order.order_quantity ?? 0,
    name: "quantity",
  });
  const reason = h("input", { name: "reason", maxlength: 1000, placeholder: w.reasonHint });
  const buttons = h("div", { class: "actions" });
  const send = async (action: NewDecision["action"]) => {
    reason.required = action !== "approve";
    if (!reason.reportValidity() || !quantity.reportValidity()) return;
    show(told);
    const given = reason.value.trim();
    try {
      await decide({
        action,
        ...(action === "change" && { quantity: Number(quantity.value) }),
        ...(given !== "" && { reason: given }),
      });
      close();
    } catch (error) {
      show(told, failure(error));
    }
  };
  const button = (action: NewDecision["action"], name: string, kind?: string) =>
    h("button", { type: "button", class: kind, onclick: () => void send(action) }, name);
  buttons.append(
    button("approve", w.approve, "main"),
    button("change", w.change),
    button("refuse", w.refuse),
  );
  return h(
    "form",
    { class: "form", onsubmit: (event: Event) => event.preventDefault() },
    field(w.quantity, quantity),
    field(w.reason, reason, "broad"),
    buttons,
    told,
  );
}
