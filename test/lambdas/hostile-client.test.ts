import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ConsoleServer, startConsoleServer } from "#lambdas/local/console-server.ts";
import { readApiConfig } from "#lib/api/api-config.ts";
import { openApi } from "#lib/api/open-api.ts";
import { routes } from "#lib/api/routes.ts";
import { apiSetting } from "#lib/contracts/api-settings.ts";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import { placeFinishedRun } from "#test/support/publication/finished-run.ts";
import { publish } from "#test/support/publication/publish.ts";

const odd = [
  "two words",
  "a/b",
  "a/b/decision",
  "100%",
  "%41",
  "%2F",
  "茶 500g",
  "😀",
  "a+b",
  "a?b=c&d",
  "a#b",
  'say "hi"',
  "back\\slash",
  "O'Neill; DROP TABLE items",
  "<script>",
  "decisions",
  "__proto__",
];

let folder: string;
let server: ConsoleServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "shelfcast-hostile-"));
  const lake = await openFolderLake(join(folder, "lake"));
  const series = [odd.map((item) => ({ item, location: "north, 北", title: item, quantity: 3 }))];
  await placeFinishedRun(lake, "run-1", series);
  await publish(lake, "run-1", join(folder, "scratch"));
  await writeFile(join(folder, "index.html"), "<h1>page</h1>");
  const settings = { [apiSetting.lake]: lake.address, [apiSetting.linkSecret]: "s" };
  const config = readApiConfig({ ...settings, [apiSetting.requestsPerSecond]: "1000" });
  const handler = await openApi(config, routes, { log: () => {}, error: () => {} });
  server = await startConsoleServer({
    ...{ port: 0, site: folder, lakeFolder: lake.address, linkSecret: "s" },
    identify: () => ({ jwt: { claims: { sub: "ann", "cognito:groups": ["approver"] } } }),
    handlerFor: () => handler,
  });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, init: RequestInit = {}) =>
  fetch(new URL(path, server.address), { redirect: "manual", ...init });

/** By Node's own client, which sends a path as it is given. */
async function ask(method: string, path: string) {
  const { hostname, port } = new URL(server.address);
  const asked = request({ hostname, port, path, method }).end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  let body = "";
  for await (const part of answer.setEncoding("utf8")) body += part;
  return { status: answer.statusCode, headers: answer.headers, body };
}

describe.each(odd)("an item called %j", (item) => {
  const name = encodeURIComponent(item);

  test("is found, forecast, recommended for and corrected by its name", async () => {
    const found = await (await get(`/v1/series?query=${name}`)).json();
    expect(found.series.map((one: { item: string }) => one.item)).toContain(item);
    const forecast = await get(`/v1/forecasts/${name}?location=${encodeURIComponent("north, 北")}`);
    expect(await forecast.json()).toMatchObject({ item, location: "north, 北" });
    const recommended = await get(`/v1/recommendations/items/${name}?limit=1`);
    expect(await recommended.json()).toMatchObject({ item, similar: [], together: [] });
    const correction = {
      ...{ item, action: "set", from: "2026-04-01", to: "2026-04-02", value: 9 },
      ...{ reason: "fair", version: 0 },
    };
    const corrected = await get("/v1/overrides", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(correction),
    });
    expect(await corrected.json()).toMatchObject({ item, version: 1 });
    expect(await (await get(`/v1/overrides?item=${name}`)).json()).toMatchObject({ version: 1 });
  });
});

test("paging goes over each series once, and an order once, whatever the page", async () => {
  for (const [path, list] of [
    ["series", "series"],
    ["reorders", "reorders"],
    ["files", "files"],
  ] as const) {
    const seen: string[] = [];
    let next: string | null = null;
    do {
      const more = next === null ? "" : `&next=${next}`;
      const page: Record<string, unknown> = await (await get(`/v1/${path}?limit=5${more}`)).json();
      const rows = page[list] as { item?: string; name?: string }[];
      expect(rows.length).toBeLessThanOrEqual(5);
      seen.push(...rows.map((row) => row.item ?? row.name ?? ""));
      next = page.next as string | null;
    } while (next !== null);
    expect(new Set(seen).size).toBe(seen.length);
    if (path !== "files") expect(seen.sort()).toEqual([...odd].sort());
  }
});

describe("every refusal is a code, a message and a remedy", () => {
  test.each([
    ["GET", "/v1", 404],
    ["GET", "/v1/", 404],
    ["GET", "/v1/none", 404],
    ["GET", "/v2/series", 404],
    ["GET", "//v1/series", 404],
    ["GET", "/V1/series", 404],
    ["GET", "/v1/series/", 404],
    ["GET", "/v1/forecasts/", 404],
    ["GET", "/v1/forecasts/none", 404],
    ["GET", "/v1/forecasts/%00", 404],
    ["GET", "/v1/forecasts/../../etc/passwd", 404],
    ["GET", "/nothing.html", 404],
    ["GET", "/files/run-1/reorder.csv", 403],
    ["GET", "/v1/files/..%2Fmanifest.json", 404],
    ["GET", "/v1/files?limit=0", 400],
    ["GET", "/v1/recommendations/items/100%25?limit=x", 400],
    ["GET", "/v1/recommendations/customers/nobody", 404],
    ["PUT", "/v1/series", 405],
    ["DELETE", "/v1/overrides", 405],
    ["PATCH", "/v1/files", 405],
    ["POST", "/v1/reorders/none/decision", 415],
  ])("%s %s: %d", async (method, path, status) => {
    const answer = await ask(method, path);
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toMatch(/^application\/json/);
    const { code, message, remedy } = JSON.parse(answer.body);
    expect(code).toMatch(/^[A-Z_]+$/);
    expect([message, remedy]).toEqual([expect.stringMatching(/\.$/), expect.stringMatching(/\.$/)]);
  });

  test("a method that is not taken is told which are", async () => {
    expect((await ask("PUT", "/v1/series")).headers.allow).toBe("GET, HEAD, OPTIONS");
    expect((await ask("PUT", "/v1/overrides")).headers.allow).toBe("GET, POST, HEAD, OPTIONS");
    expect((await ask("GET", "/v1/reorders/x/decision")).headers.allow).toBe("POST, OPTIONS");
  });
});

describe("HEAD", () => {
  test.each([
    "/v1/series?limit=5",
    "/v1/runs/latest",
    "/v1/forecasts/none",
    "/v1/files/reorder.csv",
  ])("of %s is GET without its body", async (path) => {
    const [head, whole] = [await ask("HEAD", path), await ask("GET", path)];
    expect(head.status).toBe(whole.status);
    expect(head.body).toBe("");
    const { etag, "content-type": type } = whole.headers;
    expect([head.headers.etag, head.headers["content-type"]]).toEqual([etag, type]);
    if (whole.status !== 302) {
      expect(Number(head.headers["content-length"])).toBe(Buffer.byteLength(whole.body));
    }
  });

  test("changes nothing where only POST does", async () => {
    expect((await ask("HEAD", "/v1/reorders/run-1.0/decision")).status).toBe(405);
  });
});
