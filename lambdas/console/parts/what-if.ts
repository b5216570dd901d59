import { field } from "#lambdas/console/parts/correction-form.ts";
import { h, show } from "#lambdas/console/parts/dom.ts";
import { number } from "#lambdas/console/parts/format.ts";
import { words } from "#lambdas/console/parts/language.ts";
import type { Session } from "#lambdas/console/parts/session.ts";
import { failure, loading } from "#lambdas/console/parts/states.ts";
import type { ForecastAnswer, PredictionAnswer } from "#lib/contracts/api-answers.ts";

/** A forecast now, as if price and promotion ahead were others. */
export function whatIf({ api }: Session, { item, location }: ForecastAnswer): HTMLElement {
  const w = words();
  const told = h("div", { role: "status" });
  const amount = { type: "number", min: 0, step: "any" };
  const price = h("input", { ...amount, name: "price" });
  const promotion = h("input", { ...amount, name: "promotion" });
  const ask = async (event: SubmitEvent) => {
    event.preventDefault();
    show(told, loading(1));
    const known = knownOf({ price, promotion });
    try {
      const supposed = await api.predict({ item, location, known });
      const usual = await api.predict({ item, location });
      show(told, answer(totalOf(supposed), totalOf(usual)));
    } catch (error) {
      show(told, failure(error));
    }
  };
  return h(
    "form",
    { class: "form", onsubmit: (event: SubmitEvent) => void ask(event) },
    h("p", { class: "soft broad" }, w.whatIfNote),
    field(w.groups.price as string, price),
    field(w.groups.promotion as string, promotion),
    h("div", { class: "actions" }, h("button", {}, w.ask)),
    told,
  );
}

const knownOf = (inputs: Readonly<Record<string, HTMLInputElement>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(inputs).flatMap(([name, { value }]) =>
      value === "" ? [] : [[name, Number(value)]],
    ),
  );

const totalOf = ({ forecast }: PredictionAnswer): number =>
  forecast.reduce((sum, { mean }) => sum + (mean ?? 0), 0);

function answer(supposed: number, usual: number): HTMLElement {
  const w = words();
  const isSame = Math.abs(supposed - usual) < 1e-6;
  const told = isSame ? w.cannotTell : w.askedTotal(number(supposed), number(usual));
  return h("p", {}, h("b", {}, told));
}
