import { describe, expect, test } from "vitest";
import { type BusinessDate, toEpochDay } from "#lib/domain/business-date.ts";
import { entities, prepared, type Row, seriesOf } from "./ingested.ts";

const day = (text: string): number => toEpochDay(text as BusinessDate);
const cutoff = "2026-03-08";
const sale = (item: string, location: string, date = "2026-03-06"): Row => ({
  ...{ date, item, location, units: 1 },
});

describe("which series there are", () => {
  test("a shard's series lie in byte order of item, then location", async () => {
    const names = ["b", "a", "Z", "é", "aa", "品", "a@x", "😀", "\uffee"];
    const sales = names.flatMap((item) => [sale(item, "S2"), sale(item, "S10")]);
    const shop = await prepared({ tables: { sales }, cutoff, buckets: 3 });
    const listed = shop.shards.flatMap(({ item, location, shard }) =>
      item.map((id, s) => ({ shard, key: Buffer.from(`${id}\0${location[s]}`) })),
    );
    expect(listed).toHaveLength(18);
    for (const [i, { shard, key }] of listed.entries()) {
      const next = listed[i + 1];
      if (next?.shard === shard) expect(Buffer.compare(key, next.key)).toBe(-1);
    }
    expect(shop.dataset.shardSeries).toEqual(shop.shards.map(({ item }) => item.length));
  });

  test("a series whose item ended before the cutoff is left out, counted and said", async () => {
    const items = [
      { item: "gone", end_date: "2026-03-07" },
      { item: "last", end_date: "2026-03-08" },
    ];
    const sales = [sale("gone", "N"), sale("gone", "S"), sale("last", "N")];
    const shop = await prepared({ tables: { sales, items }, cutoff });
    expect(shop.shards.flatMap(({ item }) => item)).toEqual(["last"]);
    expect(shop.counts).toMatchObject({ series: 1, ended: 2 });
    expect(shop.said.join()).toContain("2 series");
  });

  test("with nothing left to forecast the data is refused", async () => {
    const items = [{ item: "gone", end_date: "2026-03-07" }];
    const run = prepared({ tables: { sales: [sale("gone", "N")], items }, cutoff });
    await expect(run).rejects.toMatchObject({ code: "NO_SERIES", kind: "data" });
  });
});

describe("items that have not sold yet", () => {
  const sales = [sale("old", "N"), sale("old", "S")];
  const items = [
    { item: "new", launch_date: "2026-03-07", end_date: null },
    { item: "soon", launch_date: "2026-03-10", end_date: null },
    { item: "later", launch_date: "2026-03-11", end_date: null },
    { item: "forgotten", launch_date: "2026-03-05", end_date: null },
    { item: "stopped", launch_date: "2026-03-07", end_date: "2026-03-07" },
    { item: "undated", launch_date: null, end_date: null },
    { item: "old", launch_date: null, end_date: null },
  ];
  const shopOf = (start: string) =>
    prepared({ tables: { sales, items }, cutoff, settings: { start } });

  test("one launched within a horizon of the cutoff has a series at every location", async () => {
    const shop = await shopOf("first-sale");
    const cold = shop.shards.at(-1);
    expect(cold?.item).toEqual(["new", "new", "soon", "soon"]);
    expect(cold?.location).toEqual(["N", "S", "N", "S"]);
    expect(shop.counts).toMatchObject({ series: 6, cold: 4 });
    expect(seriesOf(shop, "new", "N")).toMatchObject({
      ...{ firstPeriod: day("2026-03-07"), target: [0, 0], state: "mm" },
    });
    expect(seriesOf(shop, "soon", "S")).toMatchObject({
      ...{ firstPeriod: day("2026-03-08"), target: [0], state: "m" },
    });
  });

  test("where series begin with rows or data, days since its launch sold nothing", async () => {
    const recorded = [...sales, sale("old", "N", cutoff)];
    const settings = { start: "first-row" };
    const shop = await prepared({ tables: { sales: recorded, items }, cutoff, settings });
    expect(seriesOf(shop, "new", "N")?.state).toBe("00");
    expect(seriesOf(shop, "soon", "N")?.state).toBe("m");
  });
});

describe("attributes", () => {
  const items = [
    { item: "a", category: "food / tea/green", brand: "Ω", colour: "red", title: "Tea" },
    { item: "b", category: "food/tea", brand: "Ω", colour: "blue", title: "Tea" },
    { item: "c", category: "food//bread", brand: " ", colour: null, title: "Tea" },
    { item: "d", category: "garden", brand: "Ψ", colour: "grey", title: "Tea" },
  ];
  const locations = [
    { location: "N", region: "up", name: "North", kind: "shop" },
    { location: "S", region: "down", name: "South", kind: "shop" },
  ];
  const sales = [..."abcd"].flatMap((item) => [sale(item, "N"), sale(item, "S")]);

  test("labels tell series apart: category by level, brand, item, location, region", async () => {
    const shop = await prepared({ tables: { sales, items, locations }, cutoff });
    expect(shop.dataset.statics.map(({ name }) => name)).toEqual([
      ...["item.item", "item.category/1", "item.category/2", "item.category/3"],
      ...["item.brand", "item.colour", "location.location", "location.region"],
    ]);
    expect(shop.dataset.statics.every(({ labels }) => labels[0] === "")).toBe(true);
    expect(seriesOf(shop, "a", "S")?.statics).toEqual({
      "item.item": "a",
      "item.category/1": "food",
      "item.category/2": "food/tea",
      "item.category/3": "food/tea/green",
      "item.brand": "Ω",
      "item.colour": "red",
      "location.location": "S",
      "location.region": "down",
    });
    expect(seriesOf(shop, "c", "N")?.statics).toMatchObject({
      ...{ "item.category/2": "food/bread", "item.category/3": "", "item.brand": "" },
    });
  });

  test("a label that a single series bears is no label", async () => {
    const alone = [sale("a", "N"), sale("b", "N"), sale("c", "N"), sale("d", "N")];
    const shop = await prepared({ tables: { sales: alone, items, locations }, cutoff });
    expect(shop.dataset.statics.map(({ name, labels }) => [name, labels])).toEqual([
      ["item.category/1", ["", "food"]],
      ["item.category/2", ["", "food/tea"]],
      ["item.brand", ["", "Ω"]],
    ]);
  });

  test("of very many labels the 500 with most series are kept", async () => {
    const many = Array.from({ length: 510 }, (_, i) => `i${String(i).padStart(3, "0")}`);
    const sales = many.flatMap((item, i) =>
      (i < 10 ? ["N", "S"] : ["N", "S", "W"]).map((location) => sale(item, location)),
    );
    const shop = await prepared({ tables: { sales }, cutoff });
    const [items] = shop.dataset.statics;
    expect(items).toEqual({ name: "item.item", labels: ["", ...many.slice(10)] });
    expect(seriesOf(shop, "i009", "N")?.statics["item.item"]).toBe("");
  });

  test("items.arrow and locations.arrow name every key, rows in its order, with its text", async () => {
    const shop = await prepared({ tables: { sales: [...sales, sale("_", "W")], items }, cutoff });
    const [known, places] = [entities(shop, "items.arrow"), entities(shop, "locations.arrow")];
    expect(known.text("item")).toEqual(["_", "a", "b", "c", "d"]);
    expect(known.text("title")).toEqual(["", "Tea", "Tea", "Tea", "Tea"]);
    expect(known.text("description")).toEqual(["", "", "", "", ""]);
    expect(known.text("colour")).toEqual(["", "red", "blue", "", "grey"]);
    expect(places.text("location")).toEqual(["N", "S", "W"]);
    expect(places.text("name")).toEqual(["", "", ""]);
    expect(seriesOf(shop, "b", "S")).toMatchObject({ itemRow: 2, locationRow: 1 });
  });

  test.each(["rank", "bucket", "location", "start", "item_row", "series", "first_sale"])(
    "an attribute may be called %s",
    async (name) => {
      const named = items.map(({ item, brand }) => ({ item, [name]: brand }));
      const shop = await prepared({ tables: { sales, items: named }, cutoff });
      expect(seriesOf(shop, "a", "N")?.statics[`item.${name}`]).toBe("Ω");
    },
  );
});
