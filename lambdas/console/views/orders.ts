import { ChoiceBar } from "#lambdas/console/parts/choice-bar.ts";
import { h, show } from "#lambdas/console/parts/dom.ts";
import { money, number } from "#lambdas/console/parts/format.ts";
import { words } from "#lambdas/console/parts/language.ts";
import { OrderBook } from "#lambdas/console/parts/order-book.ts";
import { openOrder } from "#lambdas/console/parts/order-dialog.ts";
import { filterForm, offer } from "#lambdas/console/parts/order-filters.ts";
import { orderHeads, orderRow, quantityOf } from "#lambdas/console/parts/order-row.ts";
import { saveCsv } from "#lambdas/console/parts/save-file.ts";
import { linkTo, mayDecide, type Session, type View } from "#lambdas/console/parts/session.ts";
import { empty, failure, loading, toast } from "#lambdas/console/parts/states.ts";
import { VirtualList } from "#lambdas/console/parts/virtual-list.ts";
import type { OrderEntry } from "#lib/contracts/api-answers.ts";

/** How long after the last letter the list is narrowed, milliseconds. */
const pauseMs = 250;
const toldFailures = 10;

/** What to order: filtered, chosen within a budget, approved, changed. */
export const ordersView: View = (place, session, { query }) => {
  const view = new OrdersView(session, query);
  view.drawInto(place);
  void view.load();
  return () => view.leave();
};

class OrdersView {
  readonly #session: Session;
  readonly #book: OrderBook;
  readonly #rows = h("div", { class: "rows", role: "rowgroup" });
  readonly #list = new VirtualList(this.#rows, (at) => this.#row(at));
  readonly #table: HTMLElement;
  readonly #filters: HTMLFormElement;
  readonly #count = h("p", { class: "soft", role: "status" });
  readonly #told = h("div");
  readonly #bar: ChoiceBar;
  /** Orders that are listed: those loaded, in the state that is asked for. */
  #shown: readonly OrderEntry[] = [];
  #wanted = 0;
  #timer = 0;

  constructor(session: Session, query: URLSearchParams) {
    this.#session = session;
    this.#book = new OrderBook(session.api);
    this.#filters = filterForm(query, () => this.#filtered());
    this.#table = orderTable(this.#rows, (event) => this.#byKey(event));
    this.#bar = new ChoiceBar({
      spend: (share) => this.#spend(share),
      chooseAll: () => this.#choose(this.#shown.filter(({ decision }) => decision === null)),
      chooseNone: () => this.#choose([]),
      approve: () => void this.#approve(),
    });
  }

  drawInto(place: HTMLElement): void {
    const w = words();
    const save = h("button", { type: "button", onclick: () => this.#save() }, w.saveList);
    place.append(
      h("div", { class: "title between" }, h("div", {}, h("h1", {}, w.orders), this.#count), save),
      this.#filters,
      this.#told,
      this.#table,
    );
    if (mayDecide(this.#session)) place.append(this.#bar.element);
  }

  async load(): Promise<void> {
    const wanted = ++this.#wanted;
    const isWanted = () => wanted === this.#wanted;
    show(this.#told, loading(3));
    try {
      await this.#book.load(this.#query(), () => this.#loaded(), isWanted);
    } catch (error) {
      if (isWanted())
        show(
          this.#told,
          failure(error, () => void this.load()),
        );
    }
  }

  leave(): void {
    this.#wanted++;
    clearTimeout(this.#timer);
  }

  /** What the API is asked; the state is looked up here, where decisions change. */
  #query(): Record<string, string> {
    const given = [...new FormData(this.#filters)].map(([name, value]) => [name, String(value)]);
    return Object.fromEntries(given.filter(([name, value]) => value !== "" && name !== "state"));
  }

  #filtered(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      history.replaceState(null, "", linkTo("orders", [], this.#query()));
      this.#book.chosen.clear();
      void this.load();
    }, pauseMs) as unknown as number;
  }

  #loaded(): void {
    const w = words();
    const { currency, suppliers, locations, total, totalValue, orders } = this.#book;
    offer(this.#filters, "supplier", w.anySupplier, suppliers);
    offer(this.#filters, "location", w.anyLocation, locations);
    const state = String(new FormData(this.#filters).get("state") ?? "");
    this.#shown = orders.filter((order) => isInState(order, state));
    this.#count.textContent = w.ordersFound(number(total), money(totalValue, currency));
    show(this.#told, this.#shown.length === 0 && empty(w.noOrders));
    this.#table.hidden = this.#shown.length === 0;
    this.#table.setAttribute("aria-rowcount", String(this.#shown.length + 1));
    this.#list.reset(this.#shown.length);
    this.#drawBar();
  }

  #row(at: number): HTMLElement {
    return orderRow(this.#shown[at] as OrderEntry, at, {
      currency: this.#book.currency,
      mayDecide: mayDecide(this.#session),
      isChosen: (id) => this.#book.chosen.has(id),
      choose: ({ id }, isChosen) => {
        if (isChosen) this.#book.chosen.add(id);
        else this.#book.chosen.delete(id);
        this.#drawBar();
      },
      open: (one) => openOrder(this.#session, one, (decision) => this.#decide(one, decision)),
    });
  }

  async #decide(order: OrderEntry, decision: Parameters<OrderBook["decide"]>[1]): Promise<void> {
    await this.#book.decide(order, decision);
    toast(words().allSaved("1"));
    this.#redraw();
  }

  /** The list as it is now, without a step of its scroll. */
  #redraw(): void {
    const byId = new Map(this.#book.orders.map((order) => [order.id, order]));
    this.#shown = this.#shown.map((order) => byId.get(order.id) ?? order);
    this.#list.redrawAll();
    this.#drawBar();
  }

  #choose(orders: readonly OrderEntry[]): void {
    this.#book.chosen.clear();
    for (const { id } of orders) this.#book.chosen.add(id);
    this.#redraw();
  }

  /** Chooses as many orders as a share of their whole value pays for. */
  #spend(share: number): void {
    const all = this.#shown.reduce((sum, { order_value }) => sum + (order_value ?? 0), 0);
    this.#book.chooseWithin(all * share, this.#shown);
    this.#redraw();
  }

  #drawBar(): void {
    this.#bar.draw(this.#book.chosenOrders(), this.#book.currency);
  }

  async #approve(): Promise<void> {
    try {
      const { saved, failed } = await this.#book.approveChosen();
      toast(words().allSaved(number(saved)));
      const sentences = failed.map(
        ({ order, error }) => `${order.title || order.item}: ${error.message} ${error.remedy}`,
      );
      show(this.#told, sentences.length > 0 && failures(saved, sentences));
    } catch (error) {
      show(
        this.#told,
        failure(error, () => void this.#approve()),
      );
    }
    this.#redraw();
  }

  /** Up and down go through the orders, space chooses. */
  #byKey(event: KeyboardEvent): void {
    const { key } = event;
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLElement>("[data-at]");
    if (row === null) return;
    const at = Number(row.dataset.at);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[key];
    if (to !== undefined) {
      event.preventDefault();
      this.#list.focus(Math.min(this.#shown.length - 1, Math.max(0, to)));
    } else if (key === " " && target.matches("button")) {
      event.preventDefault();
      row.querySelector<HTMLInputElement>("input")?.click();
    }
  }

  #save(): void {
    saveCsv(`${this.#session.run.run}-orders.csv`, savedColumns, this.#shown.map(savedRow));
  }
}

function orderTable(rows: HTMLElement, onkeydown: (event: KeyboardEvent) => void): HTMLElement {
  const heads = orderHeads().map(([name, kind]) =>
    h("div", { role: "columnheader", class: kind }, name),
  );
  const head = h("div", { role: "rowgroup" }, h("div", { role: "row", class: "row head" }, heads));
  return h(
    "div",
    { class: "orders", role: "table", "aria-label": words().orders, onkeydown },
    head,
    rows,
  );
}

const isInState = ({ decision }: OrderEntry, state: string): boolean =>
  state === "" || (state === "undecided" ? decision === null : decision?.action === state);

const failures = (saved: number, sentences: readonly string[]): HTMLElement =>
  h(
    "div",
    { class: "failure", role: "alert" },
    h("strong", {}, words().someFailed(number(saved), number(sentences.length))),
    h(
      "ul",
      {},
      sentences.slice(0, toldFailures).map((text) => h("li", {}, text)),
    ),
  );

const savedColumns = [
  ...["item", "title", "location", "supplier", "order_quantity", "decided_quantity", "order_value"],
  ...["order_by", "arrives", "stockout_risk", "decision", "decided_by", "reason"],
];

const savedRow = (one: OrderEntry) => [
  ...[one.item, one.title, one.location, one.supplier, one.order_quantity, quantityOf(one)],
  ...[one.order_value, one.order_by, one.arrives, one.stockout_risk],
  ...[one.decision?.action ?? null, one.decision?.by ?? null, one.reason],
];
