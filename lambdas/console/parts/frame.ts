import { h } from "./dom.ts";
import { day, moment } from "./format.ts";
import { language, setLanguage, words } from "./language.ts";
import { linkTo, type Session } from "./session.ts";

export const viewNames = ["today", "find", "orders", "trends", "health", "files"] as const;
type ViewName = (typeof viewNames)[number];

export interface Frame {
  /** Where the view draws itself. */
  readonly main: HTMLElement;
  mark(view: string): void;
  /** Shows or takes away a bar over everything. */
  notice(kind: "offline" | "run", isShown: boolean): void;
}

/** Head, ways and foot of the page: drawn once a language. */
export function drawFrame(app: Element, session: Session, redraw: () => void): Frame {
  const main = h("main", { id: "main", tabindex: -1 });
  const ways = viewNames.map((name) => [name, wayTo(name)] as const);
  const offline = h("div", { class: "bar warn", role: "status", hidden: true }, words().offline);
  const run = h(
    "div",
    { class: "bar", role: "status", hidden: true },
    words().newRun,
    h("button", { type: "button", onclick: () => location.reload() }, words().showNewRun),
  );
  app.replaceChildren(
    h("a", { class: "skip", href: "#main", onclick: focusMain(main) }, words().skip),
    h("div", { class: "bars" }, offline, run),
    h("header", {}, brand(session), tools(session, redraw)),
    h(
      "nav",
      { "aria-label": "shelfcast" },
      ways.map(([, way]) => way),
    ),
    main,
    foot(session),
  );
  return {
    main,
    mark: (view) => {
      for (const [name, way] of ways) {
        const isHere = name === view || (name === "find" && view === "series");
        if (isHere) way.setAttribute("aria-current", "page");
        else way.removeAttribute("aria-current");
      }
    },
    notice: (kind, isShown) => {
      (kind === "offline" ? offline : run).hidden = !isShown;
    },
  };
}

const wayTo = (name: ViewName): HTMLAnchorElement => h("a", { href: linkTo(name) }, words()[name]);

const focusMain = (main: HTMLElement) => (event: Event) => {
  event.preventDefault();
  main.focus();
};

const brand = ({ run }: Session): HTMLElement =>
  h("a", { class: "brand", href: "#/" }, h("b", {}, "shelfcast"), h("span", {}, run.name));

const foot = ({ run }: Session): HTMLElement =>
  h(
    "footer",
    {},
    h(
      "span",
      {},
      `${words().forecastOf(day(run.cutoff))}, ${words().published(moment(run.publishedAt))}`,
    ),
    h("code", {}, run.run),
  );

function tools({ me }: Session, redraw: () => void): HTMLElement {
  const w = words();
  const switchLanguage = () => {
    setLanguage(language() === "zh" ? "en" : "zh");
    redraw();
  };
  return h(
    "div",
    { class: "tools" },
    h("span", { class: "who", title: me.subject }, `${me.subject} · ${w.roles[me.role]}`),
    h("button", { type: "button", "aria-label": w.help, onclick: showKeys }, "?"),
    h("button", { type: "button", "aria-label": w.theme, onclick: switchTheme }, "◐"),
    h(
      "button",
      { type: "button", "aria-label": w.languageLabel, onclick: switchLanguage },
      w.language,
    ),
  );
}

const themeKey = "shelfcast.theme";
const chosenTheme = localStorage.getItem(themeKey);
if (chosenTheme !== null) document.documentElement.dataset.theme = chosenTheme;

const isDark = (): boolean => {
  const { theme } = document.documentElement.dataset;
  return theme === undefined
    ? matchMedia("(prefers-color-scheme: dark)").matches
    : theme === "dark";
};

function switchTheme(): void {
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  localStorage.setItem(themeKey, theme);
  // Drawings on a canvas do not follow the style by themselves.
  dispatchEvent(new HashChangeEvent("hashchange"));
}

export function showKeys(): void {
  const w = words();
  const dialog = h(
    "dialog",
    { class: "small", "aria-label": w.help, onclose: () => dialog.remove() },
    h("h2", {}, w.help),
    h(
      "dl",
      { class: "keys" },
      w.keys.map(([key, does]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, does)]),
    ),
    h("form", { method: "dialog" }, h("button", { class: "main" }, w.close)),
  );
  document.body.append(dialog);
  dialog.showModal();
}
