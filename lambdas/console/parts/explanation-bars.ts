import { h } from "#lambdas/console/parts/dom.ts";
import { number, signed } from "#lambdas/console/parts/format.ts";
import { words } from "#lambdas/console/parts/language.ts";
import { linkTo } from "#lambdas/console/parts/session.ts";
import type { ExplanationAnswer } from "#lib/contracts/api-answers.ts";

/** Contributions smaller than this share of the largest are put together. */
const smallShare = 0.02;
/** Units below which nothing is left over. */
const nothing = 0.005;

interface Bar {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly kind: "whole" | "more" | "less";
}

/** From the usual level to the forecast: one bar for each thing that adds or takes away. */
export function explanationBars(explained: ExplanationAnswer): HTMLElement {
  const bars = barsOf(explained);
  const ends = bars.flatMap(({ from, to }) => [from, to]);
  const [low, high] = [Math.min(0, ...ends), Math.max(nothing, ...ends)];
  const place = (value: number) => (100 * (value - low)) / (high - low);
  return h(
    "div",
    {},
    h(
      "dl",
      { class: "bars-list" },
      bars.map((bar) => drawBar(bar, place)),
    ),
    h("p", { class: "soft", lang: "en" }, explained.sentence),
    ...analogueLinks(explained),
  );
}

/** What a series that has sold little was learned from, each to be looked at. */
function analogueLinks({ analogues }: ExplanationAnswer): HTMLElement[] {
  if (analogues.length === 0) return [];
  const links = analogues.map(({ item, title }) =>
    h("li", {}, h("a", { href: linkTo("find", [], { query: item }) }, title || item)),
  );
  return [h("p", {}, words().analogues), h("ul", {}, links)];
}

function drawBar({ name, from, to, text, kind }: Bar, place: (value: number) => number): Node[] {
  const [left, right] = [place(Math.min(from, to)), place(Math.max(from, to))];
  const style = `left:${left}%;width:${Math.max(0.6, right - left)}%`;
  const track = h(
    "span",
    { class: "track", "aria-hidden": "true" },
    h("i", { class: kind, style }),
  );
  return [
    h("dt", { class: kind === "whole" ? "strong" : undefined }, name),
    h("dd", {}, track, h("b", {}, text)),
  ];
}

function barsOf({ baseline, contributions, total }: ExplanationAnswer): Bar[] {
  const w = words();
  let at = baseline ?? 0;
  const steps = worthShowing(contributions).map(({ group, amount }): Bar => {
    const [from, to] = [at, at + amount];
    at = to;
    const kind = amount >= 0 ? "more" : "less";
    return { name: w.groups[group] ?? group, from, to, text: signed(amount), kind };
  });
  const whole = (name: string, to: number | null): Bar => ({
    ...{ name, from: 0, to: to ?? 0 },
    text: number(to),
    kind: "whole",
  });
  return [whole(w.baseline, baseline), ...steps, whole(w.total, total)];
}

function worthShowing(contributions: ExplanationAnswer["contributions"]) {
  const known = contributions.map(({ group, amount }) => ({ group, amount: amount ?? 0 }));
  const largest = Math.max(...known.map(({ amount }) => Math.abs(amount)), nothing);
  const isLarge = ({ amount }: { amount: number }) => Math.abs(amount) >= smallShare * largest;
  const rest = known.reduce((sum, one) => sum + (isLarge(one) ? 0 : one.amount), 0);
  const shown = known.filter(isLarge);
  const named = shown.filter(({ group }) => group !== "other");
  const other = shown.reduce((sum, one) => sum + (named.includes(one) ? 0 : one.amount), rest);
  return Math.abs(other) < nothing ? named : [...named, { group: "other", amount: other }];
}
