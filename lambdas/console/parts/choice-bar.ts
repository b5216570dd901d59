import { h, show } from "#lambdas/console/parts/dom.ts";
import { money, number } from "#lambdas/console/parts/format.ts";
import { words } from "#lambdas/console/parts/language.ts";
import type { OrderEntry } from "#lib/contracts/api-answers.ts";

const budgetSteps = 1000;

interface ChoiceActions {
  /** @param share of what all listed orders cost, 0 … 1 */
  readonly spend: (share: number) => void;
  readonly chooseAll: () => void;
  readonly chooseNone: () => void;
  readonly approve: () => void;
}

/** What is chosen, what it costs, and the ways to choose: by budget, all, none. */
export class ChoiceBar {
  readonly element: HTMLElement;
  readonly #budget: HTMLInputElement;
  readonly #output = h("output");
  readonly #buttons = h("div", { class: "actions" });
  readonly #actions: ChoiceActions;

  constructor(actions: ChoiceActions) {
    const w = words();
    this.#actions = actions;
    this.#budget = h("input", {
      type: "range",
      min: 0,
      max: budgetSteps,
      value: 0,
      oninput: () => actions.spend(Number(this.#budget.value) / budgetSteps),
    });
    this.element = h(
      "div",
      { class: "choice" },
      h("label", { class: "budget", title: w.budgetNote }, h("span", {}, w.budget), this.#budget),
      this.#output,
      this.#buttons,
    );
  }

  draw(chosen: readonly OrderEntry[], currency: string): void {
    const w = words();
    const value = chosen.reduce((sum, { order_value }) => sum + (order_value ?? 0), 0);
    const told = w.budgetHint(number(chosen.length), money(value, currency));
    this.#budget.setAttribute("aria-valuetext", told);
    this.#output.textContent = told;
    const isNone = chosen.length === 0;
    const { chooseAll, chooseNone, approve } = this.#actions;
    show(
      this.#buttons,
      h(
        "button",
        { type: "button", onclick: isNone ? chooseAll : chooseNone },
        isNone ? w.chooseAll : w.chooseNone,
      ),
      h(
        "button",
        { type: "button", class: "main", disabled: isNone, onclick: approve },
        w.approveChosen(number(chosen.length)),
      ),
    );
  }
}
