import { h, show } from "#lambdas/console/parts/dom.ts";
import { day, moment, number } from "#lambdas/console/parts/format.ts";
import { words } from "#lambdas/console/parts/language.ts";
import { mayDecide, type Session } from "#lambdas/console/parts/session.ts";
import { empty, failure, toast } from "#lambdas/console/parts/states.ts";
import type { ForecastAnswer, NewOverride, OverrideEntry } from "#lib/contracts/api-answers.ts";

type Action = NewOverride["action"];

/** What planners corrected, and a form to correct it again. @param onSaved draws the series anew */
export function corrections(
  session: Session,
  answer: ForecastAnswer,
  onSaved: () => void,
): HTMLElement {
  const w = words();
  const list =
    answer.overrides.length === 0
      ? empty(w.noOverrides)
      : h("ol", { class: "log" }, answer.overrides.toReversed().map(overrideLine));
  const place = h("div");
  const open = h(
    "button",
    { type: "button", onclick: () => show(place, form(session, answer, onSaved, close)) },
    w.correct,
  );
  const close = () => show(place, open);
  if (mayDecide(session)) close();
  return h("div", {}, list, place);
}

function overrideLine({ action, from, to, value, reason, by, at }: OverrideEntry): HTMLElement {
  const w = words();
  const what = { set: w.setTo, multiply: w.multiplyBy, withdraw: w.withdraw }[action];
  return h(
    "li",
    {},
    h("b", {}, `${day(from)} – ${day(to)}: ${what}${value === null ? "" : ` ${number(value)}`}`),
    h("span", {}, reason),
    h("small", {}, w.by(by, moment(at))),
  );
}

function form(
  session: Session,
  answer: ForecastAnswer,
  onSaved: () => void,
  close: () => void,
): HTMLElement {
  const w = words();
  const told = h("div");
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    show(told);
    try {
      await session.api.override(readForm(element, answer));
      toast(w.saved);
      onSaved();
    } catch (error) {
      show(told, failure(error));
    }
  };
  const element = h(
    "form",
    { class: "form", onsubmit: (event: SubmitEvent) => void send(event) },
    formFields(answer),
    h(
      "div",
      { class: "actions" },
      h("button", { class: "main" }, w.save),
      h("button", { type: "button", onclick: close }, w.cancel),
    ),
    told,
  );
  return element;
}

function formFields({ forecast }: ForecastAnswer): HTMLElement[] {
  const w = words();
  const [first, last] = [forecast[0]?.date, forecast.at(-1)?.date];
  const dates = { type: "date", min: first, max: last, required: true };
  const actions: readonly (readonly [Action, string])[] = [
    ["set", w.setTo],
    ["multiply", w.multiplyBy],
    ["withdraw", w.withdraw],
  ];
  const value = h("input", { name: "value", type: "number", min: 0, step: "any", required: true });
  const action = h(
    "select",
    {
      name: "action",
      onchange: () => {
        value.disabled = action.value === "withdraw";
      },
    },
    actions.map(([kind, name]) => h("option", { value: kind }, name)),
  );
  const reason = { name: "reason", maxlength: 1000, required: true, placeholder: w.reasonHint };
  return [
    field(w.from, h("input", { ...dates, name: "from", value: first })),
    field(w.to, h("input", { ...dates, name: "to", value: last })),
    field(w.how, action),
    field(w.value, value),
    field(w.reason, h("input", reason), "broad"),
  ];
}

export const field = (name: string, input: HTMLElement, kind = ""): HTMLElement =>
  h("label", { class: kind }, h("span", {}, name), input);

function readForm(form: HTMLFormElement, { item, location, version }: ForecastAnswer): NewOverride {
  const given = new FormData(form);
  const text = (name: string) => String(given.get(name) ?? "");
  const action = text("action") as Action;
  return {
    ...{ item, location, version, action },
    from: text("from"),
    to: text("to"),
    ...(action !== "withdraw" && { value: Number(text("value")) }),
    reason: text("reason"),
  };
}
