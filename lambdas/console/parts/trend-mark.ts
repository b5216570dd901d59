import { h } from "./dom.ts";
import { change, percent } from "./format.ts";
import { words } from "./language.ts";

const arrows: Readonly<Record<string, string>> = { rising: "↗", falling: "↘", steady: "→" };

interface Trend {
  readonly direction: string | null;
  readonly change: number | null;
  readonly probability: number | null;
}

/** An arrow, the change and how sure it is; told in words to who does not see the arrow. */
export function trendMark({ direction, change: by, probability }: Trend): HTMLElement {
  if (direction === null || arrows[direction] === undefined) return h("span", {}, "–");
  const w = words();
  const name = w[direction as "rising" | "falling" | "steady"];
  return h(
    "span",
    { class: `trend ${direction}`, title: `${name}, ${w.sure(percent(probability))}` },
    h("span", { "aria-hidden": "true" }, `${arrows[direction]} `),
    h("span", { class: "hidden" }, `${name} `),
    change(by),
  );
}

/** A share as a short bar with its number. */
export const riskBar = (risk: number | null): HTMLElement =>
  h(
    "span",
    { class: "risk" },
    h(
      "span",
      { class: "meter", "aria-hidden": "true" },
      h("i", { style: `width:${100 * (risk ?? 0)}%` }),
    ),
    percent(risk),
  );
