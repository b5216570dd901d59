import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildPage } from "#lambdas/local/build-page.ts";
import { type ConsoleServer, startConsoleServer } from "#lambdas/local/console-server.ts";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import { launchBrowser, noBrowser } from "#test/support/api/console-pages.ts";
import { type OpenIdProvider, startProvider } from "#test/support/api/openid-provider.ts";
import { type ServedLake, serveLake } from "#test/support/api/served-lake.ts";

const audience = "planners-page";

describe.skipIf(noBrowser)(`signing in${noBrowser ? ` (${noBrowser})` : ""}`, () => {
  let served: ServedLake;
  let site: string;
  let server: ConsoleServer;
  let provider: OpenIdProvider;
  let browser: Browser;
  beforeAll(async () => {
    served = await serveLake("run-1");
    site = await mkdtemp(join(tmpdir(), "shelfcast-sign-in-"));
    let handler: ApiHandler;
    server = await startConsoleServer({
      ...{ port: 0, site, lakeFolder: served.lake.address, linkSecret: "s" },
      // Nobody stands before the handler: it checks each token itself.
      identify: () => undefined,
      handlerFor: () => handler,
    });
    const groups = ["shelfcast-planner"];
    provider = await startProvider({ audience, page: server.address, groups });
    const { issuer } = provider;
    handler = await served.open({ issuer, audience, roleClaim: "groups" });
    // As a person may write it, with a / at its end.
    await buildPage(site, { api: "", signIn: { issuer: `${issuer}/`, clientId: "console" } });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([provider?.close(), server?.close()]);
    await Promise.all([rm(site, { recursive: true }), served?.remove()]);
  });

  /** Where the page may go is CloudFront's to say when deployed; here its provider is another port. */
  async function open(at: string): Promise<Page> {
    const context = await browser.newContext({ locale: "en-GB", bypassCSP: true });
    context.setDefaultTimeout(20_000);
    await context.route(/fonts\.googleapis/, (route) => route.abort());
    const page = await context.newPage();
    await page.goto(`${server.address}${at}`);
    return page;
  }

  async function signIn(page: Page, name: string): Promise<void> {
    await page.getByPlaceholder("Enter any login").fill(name);
    await page.getByPlaceholder("and password").fill("secret");
    await page.getByRole("button", { name: "Sign-in" }).click();
    await page.getByRole("button", { name: "Continue" }).click();
  }

  test("at the provider, with a code and its proof, leads back to where the planner was", async () => {
    const page = await open("#/orders");
    await page.getByPlaceholder("Enter any login").waitFor();
    expect(new URL(page.url()).origin).toBe(provider.issuer);
    await signIn(page, "ann");
    await page.getByRole("heading", { name: "Orders" }).waitFor();
    expect(page.url()).toBe(`${server.address}#/orders`);
    // The token stays in the page's memory.
    const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
    expect(kept).not.toMatch(/eyJ/);
  });

  test("sends a code with the verifier of its challenge, and no secret", async () => {
    const page = await open("");
    const [exchange] = await Promise.all([
      page.waitForRequest((request) => request.url() === `${provider.issuer}/token`),
      signIn(page, "bob"),
    ]);
    const sent = new URLSearchParams(exchange.postData() ?? "");
    expect([...sent.keys()].sort()).toEqual([
      "client_id",
      "code",
      "code_verifier",
      "grant_type",
      "redirect_uri",
    ]);
    await page.getByRole("heading", { name: "Today" }).waitFor();
  });

  test("does not take a code that somebody else sends along", async () => {
    const page = await open("?code=stolen&state=guessed");
    await page.getByPlaceholder("Enter any login").waitFor();
    expect(new URL(page.url()).origin).toBe(provider.issuer);
  });

  test("without a token the API tells nothing", async () => {
    expect((await fetch(`${server.address}v1/runs/latest`)).status).toBe(401);
  });
});
