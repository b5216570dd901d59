import { describe, expect, test } from "vitest";
import { guessData, NoSalesFoundError } from "#lib/config/guess-data.ts";
import { sample } from "./sample.ts";

const sales = sample("s.csv", "date,sku,qty", "2026-01-01,a,1", "2026-01-02,b,2", "2026-01-04,a,3");

/** `date: Day` for each column mapped, of the first source of `table`. */
function mapping(table: string, ...samples: Parameters<typeof guessData>[0]) {
  const source = guessData(samples).sources.find((one) => one.table === table);
  return Object.fromEntries(
    source?.columns.map(({ ours, source: theirs }) => [ours, theirs]) ?? [],
  );
}

describe("sales", () => {
  test.each([
    [
      "of a till system",
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID",
      ["1,a,mug,6,2010-12-01 08:26:00,2.55,17", "2,b,cup,2,2010-12-02 09:00:00,1.5,18"],
      {
        date: "InvoiceDate",
        item: "StockCode",
        units: "Quantity",
        price: "UnitPrice",
        customer: "CustomerID",
        order: "InvoiceNo",
      },
    ],
    [
      "in Chinese",
      "日期,门店,商品编码,数量,单价,会员号",
      ["2026-01-01,一店,001,3,2.5,m1", "2026-01-02,二店,002,1,9.9,m2"],
      {
        date: "日期",
        item: "商品编码",
        units: "数量",
        location: "门店",
        price: "单价",
        customer: "会员号",
      },
    ],
    [
      "with stores and promotions",
      "Store ID,Product_ID,Order Date,Units Sold,on_promotion,amount",
      ["1,9,2026-01-01,4,0,8.0", "2,9,2026-01-01,0,1,0"],
      {
        date: "Order Date",
        item: "Product_ID",
        units: "Units Sold",
        location: "Store ID",
        promotion: "on_promotion",
        revenue: "amount",
      },
    ],
  ])("%s are mapped column by column", (_case, header, rows, columns) => {
    expect(mapping("sales", sample("s.csv", header, ...rows))).toEqual(columns);
  });

  test.each([
    ["20260131", "%Y%m%d"],
    ["31/01/2026", "%d/%m/%Y"],
    ["01/31/2026 10:00", "%m/%d/%Y"],
    ["2026年1月31日", "%Y年%m月%d日"],
    ["2026-01", "%Y-%m"],
    ["31.1.2026", "%d.%m.%Y"],
  ])("dated %s are read by %s", (date, pattern) => {
    const { date: expression } = mapping(
      "sales",
      sample("s.csv", "date,item,units", `${date},a,1`),
    );
    expect(expression).toBe(
      `try_strptime(split_part(CAST("date" AS VARCHAR), ' ', 1), ['${pattern}', '%Y-%m-%d'])`,
    );
  });

  test("whose dates could be month first are read day first, and say so", () => {
    const { sources } = guessData([sample("s.csv", "date,item,units", "03/04/2026,a,1")]);
    expect(sources[0]?.doubts).toEqual([
      "date was read as day before month: check that date is right.",
    ]);
  });

  test("with units below 0 leave those rows out, and say so", () => {
    const [source] = guessData([
      sample("s.csv", "date,item,Net Qty", "2026-01-01,a,1", "2026-01-02,a,-1"),
    ]).sources;
    expect(source?.where).toBe('"Net Qty" > 0');
    expect(source?.doubts[0]).toContain("returns");
  });

  test("are the file with more known columns, and the other is named as not used", () => {
    const more = sample("m.csv", "date,sku,qty,price,store", "2026-01-01,a,1,2.5,x");
    const { sources, unused } = guessData([sales, more]);
    expect(sources[0]?.files).toEqual(["m.csv"]);
    expect(unused).toEqual([
      { files: ["s.csv"], reason: expect.stringContaining("one sales table") },
    ]);
  });

  test.each([
    ["no files", []],
    ["no header", [sample("a.csv", "2026-01-01,a,1", "2026-01-02,a,1")]],
    ["words for units", [sample("a.csv", "date,item,units", "2026-01-01,a,many")]],
    ["words for dates", [sample("a.csv", "date,item,units", "soon,a,1")]],
    ["only empty values", [sample("a.csv", "date,item,units", ",,")]],
  ])("are not found in %s, and the reader is told what one needs", (_case, samples) => {
    expect(() => guessData(samples)).toThrow(NoSalesFoundError);
    expect(() => guessData(samples)).toThrow("a date, an item and a number of units");
  });
});

describe("the frequency", () => {
  const dated = (dates: readonly string[]) =>
    guessData([sample("s.csv", "date,item,units", ...dates.map((d) => `${d},a,1`))]).frequency;

  test.each([
    ["day", ["2026-01-01", "2026-01-02", "2026-01-05"]],
    ["week", ["2026-01-05", "2026-01-12", "2026-02-02"]],
    ["month", ["2026-01-01", "2026-02-01", "2026-04-01"]],
    ["month", ["2026-01-31", "2026-02-28", "2026-04-30"]],
    ["month", ["2026-01", "2026-02", "2026-03"]],
    ["month", ["202601", "202602", "202603"].map((m) => `${m}01`)],
    ["week", ["05/01/2026", "12/01/2026", "19/01/2026"]],
    ["day", ["2026-01-01"]],
  ])("is the %s for %j", (frequency, dates) => {
    expect(dated(dates)).toBe(frequency);
  });
});

describe("other tables", () => {
  test.each([
    [
      "items",
      "products.csv",
      "sku,Product Name,Brand",
      ["a,mug,X", "b,cup,Y"],
      { item: "sku", title: "Product Name", brand: "Brand" },
    ],
    [
      "items",
      "商品.csv",
      "商品编码,商品名称,品类",
      ["a,杯,厨", "b,碗,厨", "c,花,园"],
      { item: "商品编码", title: "商品名称", category: "品类" },
    ],
    [
      "locations",
      "stores.csv",
      "store_id,city,sqm",
      ["1,Oslo,90", "2,Rome,80"],
      { location: "store_id", region: "city" },
    ],
    [
      "stock",
      "stock.csv",
      "sku,date,on hand,in transit",
      ["a,2026-01-01,4,0"],
      { item: "sku", date: "date", on_hand: "on hand", on_order: "in transit" },
    ],
    [
      "supply",
      "vendors.csv",
      "sku,vendor,lead time,case size",
      ["a,v,7,6"],
      { item: "sku", supplier: "vendor", lead_time_days: "lead time", pack_size: "case size" },
    ],
    [
      "reviews",
      "r.csv",
      "sku,date,stars,comment",
      ["a,2026-01-01,5,good"],
      { item: "sku", date: "date", rating: "stars", text: "comment" },
    ],
    [
      "reviews",
      "评论.csv",
      "商品编码,评价时间,评分,评价内容",
      ["a,2026-01-01,5,很好"],
      { item: "商品编码", date: "评价时间", rating: "评分", text: "评价内容" },
    ],
    [
      "searches",
      "q.csv",
      "date,search term,hits",
      ["2026-01-01,red mug,4"],
      { date: "date", query: "search term", count: "hits" },
    ],
    [
      "interactions",
      "clicks.csv",
      "user_id,sku,timestamp,event_type",
      ["u,a,2026-01-01 10:00:00,view"],
      { customer: "user_id", item: "sku", date: "timestamp", kind: "event_type" },
    ],
    [
      "relations",
      "graph.csv",
      "item,relation,other",
      ["a,replaces,b"],
      { item: "item", relation: "relation", other: "other" },
    ],
    [
      "covariates",
      "calendar.csv",
      "date,holiday,footfall",
      ["2026-01-01,1,7", "2026-01-02,0,9"],
      { date: "date", holiday: "holiday", footfall: "footfall" },
    ],
  ])("%s are known by their columns", (table, file, header, rows, columns) => {
    expect(mapping(table, sales, sample(file, header, ...rows))).toMatchObject(columns);
  });

  test("a calendar's holidays are known ahead, its footfall and weather are not", () => {
    const calendar = sample(
      "c.csv",
      "date,is_holiday,rain_day,footfall",
      "2026-01-01,1,0,7",
      "2026-01-02,0,1,9",
    );
    const { sources } = guessData([sales, calendar]);
    expect(sources.find(({ table }) => table === "covariates")).toMatchObject({
      known: ["is_holiday"],
      past: ["rain_day", "footfall"],
    });
  });

  test("titles in the sales file make an items table of it", () => {
    const tills = sample(
      "t.csv",
      "date,sku,name,qty,order",
      "2026-01-01,a,mug,1,o1",
      "2026-01-01,b,cup,1,o1",
    );
    expect(mapping("items", tills)).toEqual({ item: "sku", title: "name" });
  });

  test("levels of category become one path, general first, a slash in a level taken out", () => {
    const items = sample(
      "i.csv",
      "sku,type,department",
      "a,x/y,food",
      "b,z,food",
      "c,x/y,food",
      "d,z,wine",
    );
    expect(mapping("items", sales, items)).toMatchObject({
      category: `concat_ws('/', replace("type", '/', ' '), "department")`,
    });
  });

  test("items of which none is sold are another shop's", () => {
    const rows = (prefix: string, row: (id: string) => string) =>
      Array.from({ length: 120 }, (_, i) => row(`${prefix}${i}`));
    const sold = sample("s.csv", "date,sku,qty", ...rows("a", (id) => `2026-01-01,${id},1`));
    const items = sample("i.csv", "sku,title", ...rows("b", (id) => `${id},mug`));
    expect(guessData([sold, items]).unused).toEqual([
      { files: ["i.csv"], reason: "none of its items was seen in sales" },
    ]);
  });

  test("one row for each series and date: other numbers are covariates; receipts: they are not", () => {
    const panel = "2026-01-01,a,1,2.5,0";
    expect(
      mapping(
        "covariates",
        sample("s.csv", "date,sku,qty,cost_index,promo_depth", panel, "2026-01-02,a,1,2.6,1"),
      ),
    ).toMatchObject({
      cost_index: "cost_index",
    });
    const receipts = sample(
      "s.csv",
      "date,sku,qty,cost_index,order",
      "2026-01-01,a,1,2.5,9",
      "2026-01-02,a,1,2.6,10",
    );
    expect(mapping("covariates", receipts)).toEqual({});
  });
});
