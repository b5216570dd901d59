import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { buildPage } from "#lambdas/local/build-page.ts";
import { type ConsoleServer, startConsoleServer } from "#lambdas/local/console-server.ts";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import type { ServedLake } from "./served-lake.ts";

const program = (process.env.PATH ?? "")
  .split(delimiter)
  .map((folder) => join(folder, "chromium"))
  .find((path) => existsSync(path));

/** Why tests in a browser cannot run here; undefined where they can. */
export const noBrowser: string | undefined =
  program === undefined ? "needs Chromium; none is on the PATH" : undefined;

export interface ConsolePages {
  readonly address: string;
  readonly linkSecret: string;
  /** A page of its own browser profile. @param who `name role` */
  open(who: string, hash: string, options?: Parameters<Browser["newContext"]>[0]): Promise<Page>;
  /** Answers by another handler from now on, as after a deploy or a new morning. */
  use(handler: ApiHandler): void;
  close(): Promise<void>;
}

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: program ?? "", args: ["--no-sandbox"] });

/** How long a busy machine may take to show something. */
const patienceMs = 10_000;
const whoHeader = "x-test-who";

/** The built page and the API's handler on a local port, and a browser that opens it for anyone. */
export async function openConsole(served: ServedLake): Promise<ConsolePages> {
  const site = await mkdtemp(join(tmpdir(), "shelfcast-site-"));
  const linkSecret = "a secret of this test";
  let handler = await served.open({ linkSecret, requestsPerSecond: "10000" });
  await buildPage(site, { api: "" });
  const server = await startConsoleServer({
    ...{ port: 0, site, linkSecret, lakeFolder: served.lake.address },
    identify: ({ headers }) => identityOf(String(headers[whoHeader])),
    handlerFor: () => handler,
  });
  const browser = await launchBrowser();
  return {
    address: server.address,
    linkSecret,
    open: (who, hash, options) => openPage(browser, server, who, hash, options),
    use: (other) => {
      handler = other;
    },
    close: async () => {
      await browser.close();
      await server.close();
      await rm(site, { recursive: true });
    },
  };
}

function identityOf(who: string) {
  const [sub = "", role = ""] = who.split(" ");
  return { jwt: { claims: { sub, "cognito:groups": [role] } } };
}

async function openPage(
  browser: Browser,
  { address }: ConsoleServer,
  who: string,
  hash: string,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<Page> {
  const context: BrowserContext = await browser.newContext({
    locale: "en-GB",
    acceptDownloads: true,
    extraHTTPHeaders: { [whoHeader]: who },
    ...options,
  });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  await page.goto(`${address}${hash}`);
  return page;
}
