import { describe, expect, test } from "vitest";
import { InvalidConfigError } from "#lib/config/config-issue.ts";
import { parseConfig } from "#lib/config/parse-config.ts";

const sales = "tables: { sales: { files: s.csv, columns: { date: d, item: i, units: u } } }";

const parse = (text: string) => parseConfig(text, "shelfcast.yaml");
const withSales = (text: string) => parse(`${text}\n${sales}\n`);
const withTable = (text: string) => parse(`${sales.slice(0, -1)}, ${text} }`);

function issuesOf(read: () => unknown) {
  try {
    read();
  } catch (error) {
    if (error instanceof InvalidConfigError) return error.issues;
    throw error;
  }
  return [];
}

describe("a config with nothing but its sales table", () => {
  test("is daily, four weeks ahead, with every other default", () => {
    expect(parse(sales)).toEqual({
      name: "shelfcast",
      frequency: "day",
      weekStart: "auto",
      horizon: 28,
      quantiles: [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95],
      quantileNames: ["q0.05", "q0.1", "q0.25", "q0.5", "q0.75", "q0.9", "q0.95"],
      season: 7,
      target: "units",
      missing: "zero",
      start: "first-sale",
      tables: {
        sales: {
          files: ["s.csv"],
          columns: { date: "d", item: "i", units: "u" },
          where: undefined,
        },
        items: [],
        locations: [],
        covariates: [],
        reviews: [],
        searches: [],
        interactions: [],
        stock: [],
        supply: [],
        relations: [],
      },
      recommendations: {
        length: 10,
        onlyInStock: true,
        marginWeight: 0,
        diversity: 0.1,
        newItems: 1,
        maxExposure: 0.2,
        blockedWords: [],
        blockedCategories: [],
        approve: false,
        promotionBudget: 0,
        promotionDiscount: 0.2,
      },
      reconcile: {
        method: "bottom-up",
        levels: ["total", "region", "category", "location", "item"],
      },
      rejects: { maxShare: 0.05 },
      text: {
        encoder: "own",
        ifUnusable: "stop",
        precision: "float",
        fineTuning: {
          method: "none",
          ...{ epochs: 5, learningRate: 0.001, warmUp: 0.1, rank: 8, l2: 0.01, dropout: 0.1 },
          ...{ adversarial: 0, patience: 3, synonyms: "", maskedCopies: false, translate: [] },
        },
      },
      training: {
        ...{ effort: "standard", context: 0, device: "cpu" },
        ...{ when: "always", keepFor: 28, coverageBand: 0.1, fallsWith: [] },
      },
      tuning: {
        ...{ search: "none", trials: 8, keepFor: 28 },
        space: {
          ...{ context: [], summary_width: [], step_width: [], dropout: [] },
          ...{ learning_rate: [], trees: [], leaves: [], tree_learning_rate: [] },
        },
      },
      supply: {
        supplier: "",
        leadTimeDays: 7,
        leadTimeSdDays: 1,
        reviewDays: 7,
        minOrder: 0,
        packSize: 1,
        serviceLevel: 0.95,
        holdingRate: 0.2,
        returnRate: 0,
      },
      orders: {
        policy: "sS",
        service: "cycle",
        orderCost: 0,
        salvage: 0,
        placedAt: "08:00",
        budget: 0,
        approveAbove: 1000,
        approveFactor: 5,
        currency: "",
      },
      suppliers: [],
      sites: [],
      transfers: { between: "none", days: 1, cost: 0 },
      markdowns: { maxDepth: 0.5, floor: 0.5, overstayDays: 90 },
      seed: 1,
    });
  });

  test("suppliers and sites are read with their defaults", () => {
    const { suppliers, sites } = withSales(`
suppliers:
  - supplier: acme
    order_days: [thursday, monday]
    closed: [2026-12-25]
    cutoff_time: "07:30"
    price_breaks: [{ units: 500, discount: 0.1 }, { units: 100, discount: 0.05 }]
sites: [{ location: north, supplied_from: DC }]`);
    expect(suppliers).toEqual([
      {
        supplier: "acme",
        orderDays: [3, 0],
        deliveryDays: [],
        closed: ["2026-12-25"],
        cutoffTime: "07:30",
        minValue: 0,
        minUnits: 0,
        priceBreaks: [
          { units: 100, discount: 0.05 },
          { units: 500, discount: 0.1 },
        ],
      },
    ]);
    expect(sites).toEqual([
      { location: "north", capacity: undefined, suppliedFrom: "DC", transferDays: 1 },
    ]);
  });

  test.each([
    ["suppliers: [{ supplier: a }, { supplier: a }]", "suppliers[1].supplier is a, named before."],
    ["suppliers: [{ supplier: a, closed: [2026-02-30] }]", "no day of the calendar"],
    ["suppliers: [{ supplier: a, cutoff_time: '25:00' }]", "cutoff_time"],
    [
      "sites: [{ location: a, supplied_from: b }, { location: b, supplied_from: a }]",
      "two echelons",
    ],
  ])("%s is refused", (text, words) => {
    expect(() => withSales(text)).toThrow(words);
  });

  test.each([
    ["day", 28, 7],
    ["week", 13, 52],
    ["month", 6, 12],
  ])("by %s looks %i periods ahead with a season of %i", (frequency, horizon, season) => {
    expect(withSales(`frequency: ${frequency}`)).toMatchObject({ horizon, season });
  });

  test("keeps what is written over the frequency's defaults", () => {
    const config = withSales("frequency: week\nhorizon: 4\nseason: 1\nweek_start: sunday");
    expect(config).toMatchObject({ horizon: 4, season: 1, weekStart: 6 });
  });

  test("calls the columns of quantiles as they are written", () => {
    const { quantiles, quantileNames } = withSales("quantiles: [0.025, .10, 50e-2, 0.90]");
    expect(quantiles).toEqual([0.025, 0.1, 0.5, 0.9]);
    expect(quantileNames).toEqual(["q0.025", "q.10", "q50e-2", "q0.90"]);
  });

  test("may have sections with nothing but comments in them", () => {
    expect(withSales("training:\n  # effort: quick\norders:")).toEqual(parse(sales));
  });
});

describe("tables", () => {
  test("take one source or a list, one file or a list", () => {
    const one = withTable("items: { files: a.csv, columns: { item: sku } }");
    const many = withTable("items: [{ files: [a.csv], columns: { item: sku } }]");
    expect(one).toEqual(many);
  });

  test("of covariates map a column that is not mapped to the source column of its own name", () => {
    const config = withTable(
      "covariates: { files: c.csv, columns: { date: day, rain: mm }, known: [open], past: [rain] }",
    );
    expect(config.tables.covariates[0]?.columns).toEqual({ date: "day", rain: "mm", open: "open" });
  });

  test("may use anchors, and numbers and truth as SQL", () => {
    const config = withTable(
      "items: { files: &f [a.csv], columns: { item: sku } }, stock: { files: *f, columns: { item: sku, date: d, on_hand: 1 } }",
    );
    expect(config.tables.stock[0]).toMatchObject({ files: ["a.csv"], columns: { on_hand: "1" } });
  });
});

describe("an invalid config", () => {
  test.each([
    ["an unknown key", "horzon: 3", "1:1 unknown-key horzon", "Did you mean horizon?"],
    [
      "a nested unknown key",
      "training: { efort: quick }",
      "1:13 unknown-key training.efort",
      "effort?",
    ],
    ["a wrong type", "horizon: lots", "1:10 wrong-type horizon", "a whole number from 1 to 1000"],
    ["a number in quotes", 'horizon: "28"', "1:10 wrong-type horizon", "a whole number"],
    ["a number for text", "name: 2026", "1:7 wrong-type name", "Put it in quotes."],
    ["a value out of range", "season: 0", "1:9 out-of-range season", "from 1 to 1000"],
    ["a fraction", "seed: 1.5", "1:7 out-of-range seed", "a whole number of at least 0"],
    [
      "infinity",
      "orders: { approve_above: .inf }",
      "1:26 out-of-range orders.approve_above",
      "at least 0",
    ],
    ["an unknown choice", "frequency: hour", "1:12 wrong-type frequency", "day, week or month"],
    ["an empty value", "horizon:", "1:9 wrong-type horizon", "a whole number"],
    ["falling quantiles", "quantiles: [0.5, 0.1]", "1:18 out-of-range quantiles[1]", "rising"],
    ["a quantile twice", "quantiles: [0.5, 0.5]", "1:18 out-of-range quantiles[1]", "once"],
    ["a quantile of 1", "quantiles: [1]", "1:13 out-of-range quantiles[0]", "below 1"],
    ["no quantiles", "quantiles: []", "1:12 out-of-range quantiles", "from 1 to 99 entries"],
    ["an unknown alias", "seed: *none", "1:7 syntax seed", "&none"],
    ["a target without its column", "target: price", "1:9 contradiction target", "Map that column"],
    [
      "a grid of nothing",
      "tuning: { search: grid }",
      "1:19 contradiction tuning.search",
      "List numbers of a setting",
    ],
    [
      "a grid larger than its trials",
      "tuning: { search: grid, trials: 5, space: { leaves: [8, 16, 32], dropout: [0, 0.1] } }",
      "1:43 contradiction tuning.space",
      "Raise tuning.trials",
    ],
    [
      "a price that is not known ahead",
      "training: { falls_with: price }",
      "1:25 contradiction training.falls_with",
      "list it under known",
    ],
    [
      "half a tree",
      "tuning: { space: { trees: [10.5] } }",
      "1:28 out-of-range tuning.space.trees[0]",
      "a whole number",
    ],
  ])("with %s says where and what to do", (_case, text, where, remedy) => {
    const [issue] = issuesOf(() => withSales(text));
    expect(`${issue?.line}:${issue?.column} ${issue?.code} ${issue?.path}`).toBe(where);
    expect(issue?.remedy).toContain(remedy);
  });

  test.each([
    ["no key", "{ files: c, columns: { open: o }, known: [open] }", "contradiction", ".columns"],
    ["nothing declared", "{ files: c, columns: { date: d } }", "contradiction", ""],
    [
      "a column undeclared",
      "{ files: c, columns: { date: d, x: x }, known: [y] }",
      "contradiction",
      ".columns.x",
    ],
    [
      "a column twice",
      "{ files: c, columns: { date: d }, known: [x], past: [x] }",
      "contradiction",
      ".past[0]",
    ],
    [
      "a key declared",
      "{ files: c, columns: { date: d }, known: [date] }",
      "contradiction",
      ".known[0]",
    ],
    [
      "a name that is no name",
      "{ files: c, columns: { date: d }, known: [a b] }",
      "out-of-range",
      ".known[0]",
    ],
  ])("covariates with %s are refused", (_case, covariates, code, path) => {
    const [issue] = issuesOf(() => withTable(`covariates: ${covariates}`));
    expect(issue).toMatchObject({ code, path: `tables.covariates${path}` });
  });

  test.each([
    ["no tables", "name: x", "tables"],
    ["no sales", "tables: {}", "tables.sales"],
    [
      "no files",
      "tables: { sales: { columns: { date: d, item: i, units: u } } }",
      "tables.sales.files",
    ],
    [
      "no units",
      "tables: { sales: { files: s, columns: { date: d, item: i } } }",
      "tables.sales.columns.units",
    ],
  ])("with %s names what is missing", (_case, text, path) => {
    expect(issuesOf(() => parse(text))[0]).toMatchObject({ code: "missing-key", path });
  });

  test("sales takes one source, and columns only the contract's", () => {
    expect(issuesOf(() => parse("tables: { sales: [] }"))[0]?.path).toBe("tables.sales");
    const [issue] = issuesOf(() => parse(sales.replace("units: u", "units: u, colour: c")));
    expect(issue?.code).toBe("unknown-key");
    expect(
      issuesOf(() => withTable("items: { files: i, columns: { item: i, colour: c } }")),
    ).toEqual([]);
  });

  test.each([
    "a: [1",
    "\ta: 1",
    "seed: 1\nseed: 2",
    "--- 1\n--- 2",
    "!unknown x",
    "just words",
    "- a",
  ])("%j is refused with its line", (text) => {
    const [issue] = issuesOf(() => parse(text));
    expect(issue?.line).toBeGreaterThan(0);
    expect(issue?.remedy).not.toBe("");
  });

  test("tells every fault at once, in the order of the file, as file:line:column", () => {
    const read = () => withSales("seed: x\nhorizon: 0\nnaem: y");
    expect(read).toThrow(
      [
        "shelfcast.yaml:1:7: seed is x, not a number. Write a whole number of at least 0.",
        "shelfcast.yaml:2:10: horizon is 0, which is not allowed. Write a whole number from 1 to 1000.",
        "shelfcast.yaml:3:1: naem is not a known key. Did you mean name?",
      ].join("\n"),
    );
  });

  test("with a thousand faults shows ten and counts the rest", () => {
    const lines = Array.from({ length: 1000 }, (_, i) => `zz${i}: 1`).join("\n");
    expect(() => withSales(lines)).toThrow(/zz9 is not(.|\n)*990 more/);
  });
});
