import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { publishedKey } from "#lib/contracts/lake-keys.ts";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import { placeFinishedRun } from "#test/support/publication/finished-run.ts";
import { publish } from "#test/support/publication/publish.ts";

let page = "";
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-report-"));
  const lake = await openFolderLake(join(folder, "lake"));
  await placeFinishedRun(lake, "r1");
  await publish(lake, "r1", join(folder, "scratch"));
  page = Buffer.from(await lake.read(publishedKey("r1", "report.html"))).toString();
  await rm(folder, { recursive: true });
});

describe("report.html", () => {
  test.each([
    ["Overview"],
    ["Tuning"],
    ["Accuracy by segment"],
    ["Coverage"],
    ["Orders"],
    ["Biggest movers"],
    ["New items"],
    ["Drift"],
    ["Data set aside"],
  ])("has a section %s that the contents lead to", (title) => {
    const id = new RegExp(`<h2 id="([a-z]+)">${title}</h2>`).exec(page)?.[1];
    expect(id).toBeDefined();
    expect(page).toContain(`<a href="#${id}">${title}</a>`);
  });

  test("is one file: nothing in it is fetched, nothing runs, no style stands in an attribute", () => {
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed|base)\b/i);
    expect(page).not.toMatch(/\s(src|srcset|style|on[a-z]+)=/i);
    expect(page).not.toMatch(/href="(?!#)|url\(|@import|https?:/i);
  });

  test("its own policy allows the one style it carries, by its hash", () => {
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] as string;
    const hash = createHash("sha256").update(style).digest("base64");
    expect(page).toContain(`style-src &#39;sha256-${hash}&#39;`);
  });

  test("text of the data is text: titles with markup are escaped", () => {
    expect(page).toContain("<h1>Tea and Coffee</h1>");
    expect(page).toContain("Tea, &lt;b&gt;green&lt;/b&gt;");
    expect(page).toContain("红茶");
  });

  test("ids are unique, and every plot is named and described for a screen reader", () => {
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const plots = [...page.matchAll(/<svg [^>]*aria-labelledby="(\S+) (\S+)"/g)];
    expect(plots).toHaveLength(page.split("<svg").length - 1);
    for (const [, title, description] of plots) {
      expect(ids).toContain(title);
      expect(ids).toContain(description);
    }
  });

  test("every opened element is closed, in order", () => {
    const open: string[] = [];
    for (const [, end, name = "", , self] of page.matchAll(
      /<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*?)?)(\/?)>/g,
    )) {
      if (["meta"].includes(name) || self) continue;
      if (end) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  test("tells each method's score, the share that should be covered, and why rows were set aside", () => {
    expect(page).toContain("<strong>0.712</strong>");
    expect(page).toContain("80.0 % should fall between q0.1 and");
    expect(page).toMatch(/is below 0<\/th>.*Quantity.*>10</);
    expect(page).toContain("3 rows of sales repeat another.");
  });

  test("tells every trial of settings, draws how each learned, and says no seconds", () => {
    const section = page.slice(
      page.indexOf('<h2 id="tuning">'),
      page.indexOf('<h2 id="accuracy">'),
    );
    expect(section).toContain("Its settings are used: trial 1 loses less.");
    expect(section).toMatch(/<strong>1<\/strong>.*0\.387.*learning_rate 0\.004, leaves 12/);
    expect(section).toMatch(/>0<\/th>.*0\.412.*default/);
    expect(section.match(/<path class="(history|forecast)" d="M[^"]*L[^"]*L[^"]*"/g)).toHaveLength(
      2,
    );
    expect(section).not.toContain(">77<");
  });

  test("blends that no segment chose are counted, not listed", () => {
    expect(page).toContain("Not shown: 1 blend of these methods that no segment chose.");
    expect(page).not.toContain("network 50 %");
  });

  test("new items are named beside the items that their forecasts were learned from", () => {
    expect(page).toContain("1 series have sold little or nothing so far.");
    // Days 3, 10/3, … 5 of the third series.
    expect(page).toMatch(
      /<th scope="row" class="text">&#39;-5%<\/th>.*>south<.*>28<.*>network<.*>Tea, &lt;b&gt;green&lt;\/b&gt; \(TEA\)</,
    );
  });

  test("the biggest mover comes first: 4 a day before, 2 a day ahead, 14 in a week", () => {
    // The mean of 1, 4/3, …, 3 is 2.
    expect(page).toMatch(/<th scope="row" class="text">TEA<\/th>.*>4<.*>2<.*>−14</);
  });
});
