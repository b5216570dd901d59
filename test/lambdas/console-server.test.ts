import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ConsoleServer, startConsoleServer } from "#lambdas/local/console-server.ts";
import { type ServedLake, serveLake } from "#test/support/api/served-lake.ts";

let served: ServedLake;
let site: string;
let server: ConsoleServer;
beforeAll(async () => {
  served = await serveLake("run-1");
  site = await mkdtemp(join(tmpdir(), "shelfcast-site-"));
  await writeFile(join(site, "index.html"), "<h1>page</h1>");
  const handler = await served.open({ linkSecret: "s" });
  server = await startConsoleServer({
    ...{ port: 0, site, lakeFolder: served.lake.address, linkSecret: "s" },
    identify: () => ({ jwt: { claims: { sub: "ann", "cognito:groups": ["approver"] } } }),
    handlerFor: () => handler,
  });
});
afterAll(async () => {
  await server.close();
  await rm(site, { recursive: true });
  await served.remove();
});

/** By Node's own client, which sends a path and a host as they are given. */
async function ask(path: string, headers = {}, method = "GET"): Promise<number | undefined> {
  const { hostname, port } = new URL(server.address);
  const asked = request({ hostname, port, path, method, headers }).end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

describe("the console's server", () => {
  test("gives the page and the API to this machine", async () => {
    expect(await ask("/")).toBe(200);
    expect(await ask("/v1/me")).toBe(200);
  });

  test.each([
    ["a name that was made to lead here", { host: "evil.example" }],
    ["a page of another site", { origin: "https://evil.example" }],
    ["a sandboxed page", { origin: "null" }],
  ])("refuses what comes by %s", async (_what, headers) => {
    expect(await ask("/v1/me", headers)).toBe(403);
    expect(await ask("/v1/overrides", headers, "POST")).toBe(403);
  });

  test.each([
    "/../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/..%2fpackage.json",
    "/.shelfcast/lock.sqlite",
    "/index.html%00.js",
  ])("has no page %s", async (path) => {
    expect(await ask(path)).toBe(404);
  });

  test.each([
    "/files/run-1/reorder.csv",
    "/files/run-1/reorder.csv?expires=9999999999&signature=00",
    "/files/..%2f..%2fruns/run-1?expires=9999999999&signature=",
  ])("gives no file without a right link: %s", async (path) => {
    expect(await ask(path)).toBe(403);
  });
});
