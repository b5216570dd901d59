import { ApiCallError } from "#lib/client/api-client.ts";
import { h, show } from "./dom.ts";
import { words } from "./language.ts";

/** Grey lines where text will be. */
export const loading = (lines = 4): HTMLElement =>
  h(
    "div",
    { class: "skeleton", role: "status", "aria-label": words().loading },
    Array.from({ length: lines }, () => h("div")),
  );

export const empty = (text: string): HTMLElement => h("p", { class: "empty" }, text);

/** What went wrong, what to do, and the way to try again. */
export function failure(error: unknown, again?: () => void): HTMLElement {
  const { message, remedy } =
    error instanceof ApiCallError ? error : { message: String(error), remedy: "" };
  return h(
    "div",
    { class: "failure", role: "alert" },
    h("strong", {}, words().failed),
    h("p", {}, `${message} ${remedy}`),
    again && h("button", { type: "button", onclick: again }, words().retry),
  );
}

/** Fills `place` with what `load` gives; shows that it loads, and what went wrong if it does. */
export async function fill<Value>(
  place: HTMLElement,
  load: () => Promise<Value>,
  draw: (value: Value) => readonly (Node | string)[] | Node,
): Promise<void> {
  show(place, loading());
  try {
    const value = await load();
    show(place, draw(value));
  } catch (error) {
    show(
      place,
      failure(error, () => void fill(place, load, draw)),
    );
  }
}

/** A word that goes away by itself; screen readers hear it. */
export function toast(text: string): void {
  const message = h("div", { class: "toast", role: "status" }, text);
  document.body.append(message);
  setTimeout(() => message.remove(), 4000);
}
