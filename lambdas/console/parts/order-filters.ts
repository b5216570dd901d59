import { field } from "#lambdas/console/parts/correction-form.ts";
import { h } from "#lambdas/console/parts/dom.ts";
import { words } from "#lambdas/console/parts/language.ts";

type Options = readonly (readonly [value: string, text: string])[];

/** What the list is narrowed by; `query` is how it was narrowed before. */
export function filterForm(query: URLSearchParams, onChange: () => void): HTMLFormElement {
  const w = words();
  const { approve, change, refuse } = w.decided;
  const states: Options = [
    ["", w.anyState],
    ["undecided", w.undecided],
    ["approve", approve],
    ["change", change],
    ["refuse", refuse],
  ];
  const sorts: Options = [
    ["risk", w.sorts.risk],
    ["value", w.sorts.value],
    ["item", w.sorts.item],
  ];
  const needs: Options = [
    ["", w.all],
    ["true", w.needsApproval],
  ];
  const search = { type: "search", name: "query", placeholder: w.searchHint, maxlength: 200 };
  return h(
    "form",
    {
      class: "filters",
      role: "search",
      oninput: onChange,
      onsubmit: (event: Event) => event.preventDefault(),
    },
    field(w.searchLabel, h("input", { ...search, value: query.get("query") ?? "" })),
    field(w.supplier, choice(query, "supplier", [["", w.anySupplier]])),
    field(w.location, choice(query, "location", [["", w.anyLocation]])),
    field(w.needsApproval, choice(query, "needs_approval", needs)),
    field(w.state, choice(query, "state", states)),
    field(w.sortBy, choice(query, "sort", sorts)),
  );
}

function choice(query: URLSearchParams, name: string, options: Options): HTMLSelectElement {
  const given = query.get(name) ?? options[0]?.[0] ?? "";
  const isOffered = options.some(([value]) => value === given);
  const all = isOffered ? options : [...options, [given, given] as const];
  return h(
    "select",
    { name },
    all.map(([value, text]) => h("option", { value, selected: value === given }, text)),
  );
}

/** Fills a choice once, when it is known what there is to choose from. */
export function offer(
  form: HTMLFormElement,
  name: string,
  any: string,
  values: readonly string[],
): void {
  const select = form.elements.namedItem(name) as HTMLSelectElement;
  if (select.dataset.full !== undefined) return;
  select.dataset.full = "";
  const given = select.value;
  select.replaceChildren(
    h("option", { value: "" }, any),
    ...values.toSorted().map((value) => h("option", { value, selected: value === given }, value)),
  );
}
