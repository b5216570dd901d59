import { h, show } from "#lambdas/console/parts/dom.ts";
import { words } from "#lambdas/console/parts/language.ts";
import { seriesList } from "#lambdas/console/parts/series-list.ts";
import { linkTo, type View } from "#lambdas/console/parts/session.ts";

/** How long after the last letter the search begins, milliseconds. */
const pauseMs = 180;

/** Search by code or words. */
export const findView: View = (place, { api }, { query }) => {
  const w = words();
  const list = h("div");
  const input = h("input", {
    type: "search",
    value: query.get("query") ?? "",
    placeholder: w.searchHint,
    "aria-label": w.searchLabel,
    autocomplete: "off",
    maxlength: 200,
  });
  let timer = 0;
  const search = () => {
    const text = input.value.trim();
    // The address follows the search, so that going back comes back to it.
    history.replaceState(null, "", linkTo("find", [], text === "" ? {} : { query: text }));
    show(
      list,
      seriesList((next) => api.series({ query: text, next, limit: 50 }), "trend"),
    );
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, pauseMs) as unknown as number;
  });
  place.append(
    h("div", { class: "title" }, h("h1", {}, w.find)),
    h("div", { class: "search" }, input),
    list,
  );
  search();
  input.focus();
  return () => clearTimeout(timer);
};
