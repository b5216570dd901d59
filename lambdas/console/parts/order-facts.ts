import { h } from "#lambdas/console/parts/dom.ts";
import { day, money, number } from "#lambdas/console/parts/format.ts";
import { words } from "#lambdas/console/parts/language.ts";
import { riskBar } from "#lambdas/console/parts/trend-mark.ts";
import type { OrderLine } from "#lib/contracts/serving.ts";

/** All that an order was reckoned from, and its reason in words. */
export function orderFacts(order: OrderLine, currency: string): HTMLElement {
  const w = words();
  const pairs: readonly (readonly [string, Node | string])[] = [
    [w.quantity, number(order.order_quantity)],
    [w.orderValue, money(order.order_value, currency)],
    [w.orderBy, day(order.order_by)],
    [w.arrives, day(order.arrives)],
    [w.onHand, number(order.on_hand)],
    [w.onOrder, number(order.on_order)],
    [w.reorderPoint, number(order.reorder_point)],
    [w.orderUpTo, number(order.order_up_to)],
    [w.riskLong, riskBar(order.stockout_risk)],
    [w.cover, number(order.days_of_cover)],
  ];
  return h(
    "div",
    {},
    h(
      "dl",
      { class: "pairs" },
      pairs.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
    ),
    h("p", { class: "soft", lang: "en" }, order.reason ?? ""),
  );
}
