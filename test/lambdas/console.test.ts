import { readFile } from "node:fs/promises";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { folderFileLinks } from "#lib/api/file-links.ts";
import { type ConsolePages, noBrowser, openConsole } from "#test/support/api/console-pages.ts";
import { type ServedLake, serveLake } from "#test/support/api/served-lake.ts";

const wcagTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

describe.skipIf(noBrowser)(`the planner's page${noBrowser ? ` (${noBrowser})` : ""}`, () => {
  let served: ServedLake;
  let pages: ConsolePages;
  let runs = 0;
  beforeAll(async () => {
    served = await serveLake("morning-0");
    pages = await openConsole(served);
  });
  afterAll(async () => {
    await pages?.close();
    await served?.remove();
  });
  const settings = () => ({ linkSecret: pages.linkSecret, requestsPerSecond: "10000" });
  /** Each test has orders of its own, which nobody has decided on. */
  beforeEach(async () => {
    await served.publish(`morning-${++runs}`);
    pages.use(await served.open(settings()));
  });

  const rowOf = (page: Page, item: string) => page.locator(".rows .row", { hasText: item });
  const openOrder = async (page: Page, item: string) => {
    await rowOf(page, item).getByRole("button").click();
    return page.getByRole("dialog");
  };

  test("tells what to order first, and leads there", async () => {
    const page = await pages.open("ann planner", "#/");
    await page.getByRole("heading", { name: "Today" }).waitFor();
    await page
      .locator(".tiles a", { hasText: "to order" })
      .getByText("2", { exact: true })
      .waitFor();
    await page.getByRole("region", { name: "Order first" }).getByText("Tea, <b>green</b>").click();
    await page.getByRole("heading", { name: "Tea, <b>green</b>" }).waitFor();
    expect(page.url()).toContain("#/series/TEA/north");
  });

  test("finds by words, shows history and fan as a picture, a sentence and a table", async () => {
    const page = await pages.open("ann planner", "#/find");
    await page.getByRole("searchbox").fill("红茶");
    await page.getByRole("link", { name: "红茶" }).first().click();
    await page.locator(".chart canvas").waitFor();
    expect(await page.locator("figcaption").textContent()).toMatch(
      /sold 14 in the last 7 days; .* forecast/,
    );
    await page.getByRole("button", { name: "As a table" }).click();
    const first = page.locator(".chart tbody tr").first();
    expect(await first.textContent()).toMatch(/1 Apr/);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: /Save numbers/ }).click(),
    ]);
    const csv = await readFile(await download.path(), "utf8");
    expect(csv.slice(0, 31)).toBe("\ufeffitem,location,date,actual,mean");
    expect(csv.split("\r\n")).toHaveLength(1 + 60 + 7 + 1);
  });

  test("an order is changed with a reason, and shown as changed", async () => {
    const page = await pages.open("ann planner", "#/orders");
    const dialog = await openOrder(page, "红茶");
    await dialog.getByLabel("Quantity").fill("24");
    await dialog.getByRole("button", { name: "Change" }).click();
    expect(
      await dialog
        .getByLabel("Reason")
        .evaluate((input: HTMLInputElement) => input.validity.valueMissing),
    ).toBe(true);
    await dialog.getByLabel("Reason").fill("The fair is in town.");
    await dialog.getByRole("button", { name: "Change" }).click();
    await rowOf(page, "红茶").getByText("changed").waitFor();
    expect(await rowOf(page, "红茶").textContent()).toContain("24");
  });

  test("of two planners on one order the second is told, and by whom", async () => {
    const [ann, bob] = [
      await pages.open("ann planner", "#/orders"),
      await pages.open("bob planner", "#/orders"),
    ];
    const late = await openOrder(bob, "红茶");
    await (await openOrder(ann, "红茶")).getByRole("button", { name: "Approve" }).click();
    await rowOf(ann, "红茶").getByText("approved").waitFor();
    await late.getByRole("button", { name: "Approve" }).click();
    expect(await late.getByRole("alert").textContent()).toMatch(
      /not as you were shown it: ann decided on it/,
    );
  });

  test("a save that fails says so, keeps what was typed, and works when tried again", async () => {
    const page = await pages.open("ann planner", "#/orders");
    const dialog = await openOrder(page, "红茶");
    await dialog.getByLabel("Reason").fill("The fair is in town.");
    await page.route("**/decision", (route) => route.abort());
    await dialog.getByRole("button", { name: "Refuse" }).click();
    expect(await dialog.getByRole("alert").textContent()).toContain("cannot be reached");
    expect(await dialog.getByLabel("Reason").inputValue()).toBe("The fair is in town.");
    await page.unroute("**/decision");
    await dialog.getByRole("button", { name: "Refuse" }).click();
    await rowOf(page, "红茶").getByText("refused").waitFor();
  });

  test("the budget chooses what is most at risk; what a planner may not approve is said", async () => {
    const page = await pages.open("ann planner", "#/orders");
    await rowOf(page, "红茶").waitFor();
    await page.getByLabel("Budget").fill("1000");
    await page.getByText("2 orders for 630").waitFor();
    await page.getByRole("button", { name: "Approve 2" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toMatch(
      /1 saved, 1 not:.*takes the role approver/,
    );
    await rowOf(page, "红茶").getByText("approved").waitFor();
    await page.getByLabel("Budget").fill("20");
    await page.getByText("0 orders").waitFor();
  });

  test("the keyboard alone goes through orders, chooses and opens one", async () => {
    const page = await pages.open("ann planner", "#/");
    await page.getByRole("heading", { name: "Today" }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("o");
    await rowOf(page, "红茶").getByRole("button").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Space");
    await page.getByText("1 orders for").waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  test("a viewer sees the orders and no way to decide", async () => {
    const page = await pages.open("eve viewer", "#/orders");
    const dialog = await openOrder(page, "红茶");
    await dialog.getByText("You may look, not decide.").waitFor();
    expect(await dialog.getByRole("button", { name: "Approve" }).count()).toBe(0);
    expect(await page.locator(".choice").count()).toBe(0);
  });

  test("a correction is kept and drawn beside the model's number", async () => {
    const page = await pages.open("ann planner", "#/series/JAM/south");
    await page.getByRole("button", { name: "Correct the forecast" }).click();
    await page.getByLabel("Value").fill("9");
    await page.getByLabel("Reason").fill("Jam week.");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Jam week.").waitFor();
    await page.locator(".readout", { hasText: "your number" }).waitFor();
  });

  test("a publication that comes out under the open page is announced, and no decision is lost to it", async () => {
    const page = await pages.open("ann planner", "#/orders");
    const dialog = await openOrder(page, "红茶");
    await served.publish(`morning-${++runs}`);
    pages.use(await served.open(settings()));
    await dialog.getByRole("button", { name: "Approve" }).click();
    expect(await dialog.getByRole("alert").textContent()).toContain("of another publication");
    await page.keyboard.press("Escape");
    await page.getByLabel("Sort by").selectOption("value");
    await page.getByText("A new forecast came out").waitFor();
    await page.getByRole("button", { name: "Show it" }).click();
    await page.getByText(`morning-${runs}`).waitFor();
  });

  test("a file comes by a fresh link; one that has ended says what to do", async () => {
    const page = await pages.open("ann planner", "#/files");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download reorder.csv" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`morning-${runs}-reorder.csv`);
    expect(await readFile(await download.path(), "utf8")).toContain("红茶");
    const anHourAgo = Date.now() - 3_600_000;
    const old = folderFileLinks(pages.linkSecret, () => anHourAgo);
    const ended = await fetch(
      new URL(await old.linkTo(`morning-${runs}`, "reorder.csv"), pages.address),
    );
    expect([ended.status, await ended.text()]).toEqual([
      403,
      expect.stringContaining("Ask for a new one"),
    ]);
  });

  test("a broken download goes on where it stopped", async () => {
    const links = folderFileLinks(pages.linkSecret, Date.now);
    const link = new URL(await links.linkTo(`morning-${runs}`, "reorder.csv"), pages.address);
    const whole = Buffer.from(await (await fetch(link)).arrayBuffer());
    const rest = await fetch(link, { headers: { range: "bytes=100-" } });
    expect(rest.status).toBe(206);
    expect(rest.headers.get("content-range")).toBe(`bytes 100-${whole.length - 1}/${whole.length}`);
    expect(Buffer.from(await rest.arrayBuffer())).toEqual(whole.subarray(100));
    const past = await fetch(link, { headers: { range: `bytes=${whole.length}-` } });
    expect(past.status).toBe(416);
    link.pathname = link.pathname.replace("reorder.csv", "manifest.json");
    expect((await fetch(link)).status).toBe(403);
  });

  test("without a connection the page says so, and tries again when asked", async () => {
    const page = await pages.open("ann planner", "#/");
    await page.getByRole("heading", { name: "Today" }).waitFor();
    await page.context().setOffline(true);
    await page.getByText("You are offline").waitFor();
    await page.getByRole("link", { name: "Run health" }).click();
    await page.getByRole("alert").first().waitFor();
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Try again" }).first().click();
    await page.getByRole("heading", { name: "Tables read" }).waitFor();
  });

  test.each(["light", "dark"] as const)(
    "breaks no rule of WCAG 2.2 AA in any view, %s",
    async (colorScheme) => {
      const page = await pages.open("ann planner", "#/", { colorScheme, bypassCSP: true });
      const found: string[] = [];
      for (const hash of ["", "find", "orders", "trends", "health", "files", "series/TEA/north"]) {
        await page.goto(`${pages.address}#/${hash}`);
        await page.locator("h1").waitFor();
        await page.waitForLoadState("networkidle");
        await page.addScriptTag({ content: axe.source });
        const script = `axe.run({ runOnly: ${JSON.stringify(wcagTags)} })`;
        const { violations } = await page.evaluate<axe.AxeResults>(script);
        found.push(...violations.map(({ id, nodes }) => `${hash}: ${id} ${nodes[0]?.html}`));
      }
      expect(found).toEqual([]);
    },
  );

  test("speaks Chinese to who does, dark to who wants it, and fits a phone", async () => {
    const options = {
      locale: "zh-CN",
      colorScheme: "dark",
      viewport: { width: 360, height: 740 },
    } as const;
    const page = await pages.open("ann planner", "#/series/TEA/north", options);
    await page.getByText("为什么是这个数").waitFor();
    const { scrollWidth, ground } = await page.evaluate(() => ({
      scrollWidth: document.documentElement.scrollWidth,
      ground: getComputedStyle(document.body).backgroundColor,
    }));
    expect(scrollWidth).toBeLessThanOrEqual(360);
    expect(ground).toBe("rgb(18, 23, 21)");
    await page.getByRole("button", { name: "切换到英文" }).click();
    await page.getByText("Why this number").waitFor();
  });
});
