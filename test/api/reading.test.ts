import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiHandler } from "#lib/api/api-handler.ts";
import { type Call, callApi } from "#test/support/api/call-api.ts";
import { type ServedLake, serveLake } from "#test/support/api/served-lake.ts";

let served: ServedLake;
let handler: ApiHandler;
beforeAll(async () => {
  served = await serveLake("run-1");
  handler = await served.open();
});
afterAll(() => served.remove());

const get = (path: string, call: Call = {}) =>
  callApi(handler, `GET ${path}`, { as: "viewer", ...call });
const read = async (path: string) => (await get(path)).json as Record<string, unknown>;

describe("the latest run", () => {
  test("is the publication's manifest, and when it came out", async () => {
    const answer = await read("/v1/runs/latest");
    expect(answer).toMatchObject({ run: "run-1", cutoff: "2026-03-31", counts: { series: 5 } });
    expect(answer.publishedAt).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  test("its health says what was read and set aside", async () => {
    expect(await read("/v1/runs/latest/health")).toMatchObject({
      run: "run-1",
      ingest: { tables: [{ table: "sales", rejected: 10 }] },
    });
  });
});

describe("search", () => {
  test.each([
    ["the beginning of a code", "query=te", ["TEA@north"]],
    ["words in any case and order", "query=GREEN tea", ["TEA@north"]],
    ["words that no item has together", "query=green jam", []],
    ["Chinese", "query=红茶", ["JAM@north", "JAM@south"]],
    ["the first part of a category", "category=drinks&location=north", ["JAM@north", "TEA@north"]],
    ["a part of a category's name", "category=drin", []],
    [
      "the whole list, by item and location",
      "",
      ["'-5%@south", "-5%@south", "JAM@north", "JAM@south", "TEA@north"],
    ],
    ["one location", "location=south", ["'-5%@south", "-5%@south", "JAM@south"]],
    ["a code that is all signs", "query=-5%25", ["-5%@south", "'-5%@south"]],
    ["a location that is none", "location=moon", []],
    ["what would be code elsewhere", "query=%27%20OR%201%3D1--", []],
  ])("finds by %s", async (_what, query, found) => {
    const { series } = (await read(`/v1/series?${query.replaceAll(" ", "%20")}`)) as {
      series: { item: string; location: string }[];
    };
    expect(series.map(({ item, location }) => `${item}@${location}`)).toEqual(found);
  });

  test("pages on to the end, each series once", async () => {
    const seen: string[] = [];
    let next = "";
    do {
      const page = await read(`/v1/series?limit=2${next}`);
      seen.push(
        ...(page.series as { item: string; location: string }[]).map((s) => s.item + s.location),
      );
      next = page.next === null ? "" : `&next=${page.next}`;
    } while (next !== "");
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
  });

  test("rising series come with how sure that is", async () => {
    expect(await read("/v1/trends?kind=rising")).toMatchObject({
      series: [
        { item: "TEA", location: "north", direction: "rising", change: 0.12, probability: 0.75 },
      ],
      total: 1,
    });
  });
});

describe("a forecast", () => {
  test("holds the dated history, the mean and every quantile", async () => {
    const answer = await read("/v1/forecasts/TEA?location=north");
    const history = answer.history as { date: string; actual: number }[];
    expect(history).toHaveLength(60);
    expect(history.at(-1)).toEqual({ date: "2026-03-31", actual: 4, state: "observed" });
    expect(history.at(-8)).toMatchObject({ date: "2026-03-24", actual: 2 });
    expect((answer.forecast as unknown[])[0]).toEqual({
      date: "2026-04-01",
      mean: 1,
      quantiles: { "q0.1": 0.5, "q0.5": 1, "q0.9": 2 },
      sale_probability: 0.9,
      corrected: null,
    });
    expect(answer).toMatchObject({ method: "network", order: { order_quantity: 240 }, version: 0 });
  });

  test("of an item at one location needs no location; of several it lists them", async () => {
    expect((await get("/v1/forecasts/TEA")).json).toMatchObject({ location: "north" });
    const { statusCode, json } = await get("/v1/forecasts/JAM");
    expect(statusCode).toBe(400);
    expect(json).toMatchObject({
      code: "LOCATION_NEEDED",
      remedy: "Add location=…: north, south.",
    });
  });

  test.each(["-5%25", "-5%"])("of an item whose code has signs is found as %s", async (item) => {
    expect((await get(`/v1/forecasts/${item}?location=south`)).json).toMatchObject({ item: "-5%" });
  });

  test("of what is not forecast is a 404 that says where to look", async () => {
    const { statusCode, json } = await get("/v1/forecasts/COFFEE?location=north");
    expect(statusCode).toBe(404);
    expect(json).toEqual({
      code: "SERIES_UNKNOWN",
      message: 'Nothing is forecast for item "COFFEE" at "north".',
      remedy: "Look it up with GET /v1/series.",
    });
  });
});

describe("an answer", () => {
  test("that the caller has already is not sent again", async () => {
    const first = await get("/v1/runs/latest");
    const etag = first.headers.etag as string;
    expect(first.headers["x-shelfcast-run"]).toBe("run-1");
    const again = await get("/v1/runs/latest", { headers: { "if-none-match": etag } });
    expect(again).toMatchObject({ statusCode: 304, body: "" });
    const other = await get("/v1/runs/latest", { headers: { "if-none-match": '"other"' } });
    expect(other.statusCode).toBe(200);
  });

  test("of some size is packed for who can unpack it", async () => {
    const plain = await get("/v1/forecasts/TEA");
    const packed = await get("/v1/forecasts/TEA", { headers: { "accept-encoding": "gzip, br" } });
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(packed.json).toEqual(plain.json);
    expect(Buffer.from(packed.body, "base64").length).toBeLessThan(plain.body.length / 4);
  });
});

describe("files", () => {
  test("are listed with their hashes, and lead to a link that ends", async () => {
    const { files } = (await read("/v1/files")) as { files: { name: string }[] };
    expect(files.map(({ name }) => name)).toContain("reorder.csv");
    const { statusCode, headers } = await get("/v1/files/reorder.csv");
    expect(statusCode).toBe(302);
    expect(headers.location).toMatch(
      /^\/files\/run-1\/reorder\.csv\?expires=\d+&signature=[0-9a-f]{64}$/,
    );
  });

  test.each([
    "/v1/files/..%2f..%2flatest.json",
    "/v1/files/../../runs/run-1/manifest.json",
    "/v1/files/serving%2fseries.table",
    "/v1/files/reorder.csv%00.html",
    "/v1/files/%5c..%5creorder.csv",
  ])("a name that is not listed is none: %s", async (path) => {
    const { statusCode, json } = await get(path);
    expect(statusCode).toBe(404);
    expect(json).toMatchObject({ code: "FILE_UNKNOWN" });
  });
});
