import { ApiClient } from "#lib/client/api-client.ts";
import { type ConsoleConfig, consoleConfigName } from "#lib/contracts/console-config.ts";
import { show } from "./parts/dom.ts";
import { drawFrame, type Frame, showKeys, viewNames } from "./parts/frame.ts";
import { words } from "./parts/language.ts";
import { linkTo, readRoute, type Session, type View } from "./parts/session.ts";
import { failure, loading } from "./parts/states.ts";
import { filesView } from "./views/files.ts";
import { findView } from "./views/find.ts";
import { healthView } from "./views/health.ts";
import { ordersView } from "./views/orders.ts";
import { seriesView } from "./views/series.ts";
import { todayView } from "./views/today.ts";
import { trendsView } from "./views/trends.ts";

const views: Readonly<Record<string, View>> = {
  today: todayView,
  find: findView,
  series: seriesView,
  orders: ordersView,
  trends: trendsView,
  health: healthView,
  files: filesView,
};

/** How often an open page asks whether another publication came out. */
const lookMs = 60_000;

const app = document.querySelector("#app") as HTMLElement;
await start();

async function start(): Promise<void> {
  show(app, loading(8));
  try {
    const config = (await (await fetch(consoleConfigName)).json()) as ConsoleConfig;
    const token = await tokenOf(config);
    const seen = { run: "", onOther: () => {} };
    const onRun = (run: string) => {
      if (seen.run !== "" && run !== seen.run) seen.onOther();
    };
    const api = new ApiClient({ address: config.api, token, onRun });
    const [me, run] = await Promise.all([api.me(), api.latestRun()]);
    seen.run = run.run;
    watch({ api, me, run }, (handler) => {
      seen.onOther = handler;
    });
  } catch (error) {
    show(
      app,
      failure(error, () => void start()),
    );
  }
}

/** Signing in is loaded only where there is someone to ask. */
async function tokenOf({ signIn }: ConsoleConfig): Promise<() => Promise<string | undefined>> {
  if (signIn === undefined) return async () => undefined;
  show(app, words().signingIn);
  const { signIn: begin } = await import("./parts/sign-in.ts");
  return await begin(signIn);
}

function watch(session: Session, whenOtherRun: (handler: () => void) => void): void {
  let leave: (() => void) | undefined;
  let frame: Frame;
  const draw = () => {
    leave?.();
    const route = readRoute(location.hash);
    const view = views[route.name] ?? todayView;
    frame.mark(route.name);
    frame.main.replaceChildren();
    leave = view(frame.main, session, route);
    document.title = `${(words() as unknown as Record<string, string>)[route.name] ?? "shelfcast"} · ${session.run.name}`;
  };
  const redraw = () => {
    frame = drawFrame(app, session, redraw);
    frame.notice("offline", !navigator.onLine);
    draw();
  };
  frame = drawFrame(app, session, redraw);
  whenOtherRun(() => frame.notice("run", true));
  addEventListener("hashchange", () => {
    draw();
    scrollTo(0, 0);
  });
  addEventListener("online", () => frame.notice("offline", false));
  addEventListener("offline", () => frame.notice("offline", true));
  addEventListener("keydown", goByKey);
  setInterval(() => {
    if (!document.hidden && navigator.onLine) session.api.latestRun().catch(() => {});
  }, lookMs);
  redraw();
}

let isGoing = false;

/** `/` searches, `g` and a letter goes to a view, `?` shows the keys. */
function goByKey(event: KeyboardEvent): void {
  const { target, key, ctrlKey, metaKey, altKey } = event;
  const isTyping = target instanceof HTMLElement && target.matches("input,textarea,select");
  if (isTyping || ctrlKey || metaKey || altKey) return;
  const way = isGoing ? viewNames["tiorhf".indexOf(key)] : undefined;
  isGoing = key === "g" && !isGoing;
  if (way !== undefined) location.hash = linkTo(way);
  else if (key === "?") showKeys();
  else if (key === "/") {
    event.preventDefault();
    const search = document.querySelector<HTMLInputElement>("input[type=search]");
    if (search) search.focus();
    else location.hash = linkTo("find");
  }
}
