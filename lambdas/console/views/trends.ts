import { h } from "#lambdas/console/parts/dom.ts";
import { words } from "#lambdas/console/parts/language.ts";
import { seriesList } from "#lambdas/console/parts/series-list.ts";
import { linkTo, type View } from "#lambdas/console/parts/session.ts";

const kinds = ["rising", "falling", "launched"] as const;

/** What rises, what falls, and what is new. */
export const trendsView: View = (place, { api }, { parts: [given] }) => {
  const w = words();
  const kind = kinds.find((name) => name === given) ?? "rising";
  const ways = kinds.map((name) =>
    h(
      "a",
      { href: linkTo("trends", [name]), "aria-current": name === kind ? "page" : undefined },
      w[name],
    ),
  );
  place.append(
    h("div", { class: "title" }, h("h1", {}, w.trends), h("p", { class: "soft" }, w.trendsNote)),
    h("div", { class: "tabs", role: "navigation", "aria-label": w.trends }, ways),
    seriesList(
      (next) => api.trends({ kind, next, limit: 50 }),
      kind === "launched" ? "since" : "trend",
    ),
  );
  return undefined;
};
