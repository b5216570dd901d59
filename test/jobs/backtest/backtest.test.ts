import { mkdtempSync } from "node:fs";
import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BacktestMetrics } from "#jobs/backtest/metrics.ts";
import type { OrderMetrics } from "#jobs/backtest/order-metrics.ts";
import { type Duckdb, withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { shelfcast } from "#test/jobs/cli/spawn.ts";
import { writeSmallShop } from "#test/support/nights/small-shop.ts";

const folder = mkdtempSync(join(tmpdir(), "shelfcast-backtest-"));
const out = join(folder, "out");
let metrics: BacktestMetrics & { readonly orders: OrderMetrics };

beforeAll(async () => {
  const config = await writeSmallShop(join(folder, "shop"));
  await writeFile(config, (await readFile(config, "utf8")).replace("0.5,", "0.50,"));
  await appendFile(config, "reconcile: { method: mint }\n");
  const words = [
    "--config",
    config,
    "--cutoffs",
    "2026-05-13,2026-04-20,2026-05-13",
    "--refit",
    "first",
    "--ablation",
    "--orders",
  ];
  const { exitCode, stderr } = await shelfcast(["backtest", ...words, "--out", out]);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  metrics = JSON.parse(await readFile(join(out, "metrics.json"), "utf8")) as typeof metrics;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const query = (sql: string): ReturnType<Duckdb["rows"]> =>
  withDuckdb(
    { threads: 1, memoryMegabytes: 200, folders: [folder], tempFolder: join(folder, "tmp") },
    (duckdb) => duckdb.rows(sql),
  );
const csv = (name: string): string => `read_csv(${sqlText(join(out, name))})`;

test("writes one line for every series and period, with what came where it is known", async () => {
  const header = (await readFile(join(out, "forecasts.csv"), "utf8")).split("\n")[0];
  expect(header).toBe("cutoff,item,location,date,actual,mean,q0.1,q0.50,q0.9");
  const [counts] = await query(`SELECT count(*)::INT AS lines, count(actual)::INT AS known,
    count(DISTINCT (item, location))::INT AS series, min(date - cutoff)::INT AS first,
    max(date - cutoff)::INT AS last FROM ${csv("forecasts.csv")}`);
  expect(counts).toEqual({ lines: 168, known: 168, series: 12, first: 1, last: 7 });
});

test("forecasts once from each cutoff, in the order of their days, whatever order they are given in", () => {
  expect(metrics.cutoffs).toEqual(["2026-04-20", "2026-05-13"]);
});

test("baselines have the same lines, a model each", async () => {
  const rows = await query(`SELECT model, count(*)::INT AS lines FROM ${csv("baselines.csv")}
    GROUP BY model ORDER BY model`);
  expect(rows.map(({ lines }) => lines)).toEqual(rows.map(() => 168));
  expect(rows.map(({ model }) => model)).toEqual(Object.keys(metrics.baselines).toSorted());
});

test("metrics are those that SQL makes of the lines", async () => {
  const [sql] = await query(`WITH lines AS (FROM ${csv("forecasts.csv")})
    SELECT sum(abs(actual - "q0.50")) / sum(abs(actual)) AS wape,
      (sum(mean) - sum(actual)) / sum(actual) AS bias,
      avg((actual BETWEEN "q0.1" AND "q0.9")::INT) AS coverage,
      2 * (sum(greatest(0.1 * (actual - "q0.1"), -0.9 * (actual - "q0.1")))
         + sum(greatest(0.5 * (actual - "q0.50"), -0.5 * (actual - "q0.50")))
         + sum(greatest(0.9 * (actual - "q0.9"), -0.1 * (actual - "q0.9")))) / 3 / sum(abs(actual)) AS wql
    FROM lines`);
  const { overall } = metrics.published;
  expect(overall.wql).toBeCloseTo(Number(sql?.wql), 5);
  expect(overall.wape).toBeCloseTo(Number(sql?.wape), 5);
  expect(overall.bias).toBeCloseTo(Number(sql?.bias), 5);
  expect(overall.coverage[0]?.actual).toBeCloseTo(Number(sql?.coverage), 5);
});

test("WRMSSE on every level of the shop, the total as SQL makes it of the sales", async () => {
  const { levels } = metrics.published.wrmsse;
  expect(Object.keys(levels)).toEqual([
    ...["total", "category/2", "item", "location", "location × category/2", "series"],
  ]);
  const sales = `read_csv(${sqlText(join(folder, "shop", "sales.csv"))})`;
  const [sql] =
    await query(`WITH days AS (SELECT date, sum(units) AS y FROM ${sales} GROUP BY date),
    changes AS (SELECT date, y - lag(y) OVER (ORDER BY date) AS change FROM days),
    errors AS (SELECT cutoff, date, sum(mean) - sum(actual) AS error FROM ${csv("forecasts.csv")} GROUP BY ALL),
    squares AS (SELECT cutoff, avg(error ** 2) AS square FROM errors GROUP BY cutoff)
    SELECT avg(sqrt(square / (SELECT avg(change ** 2) FROM changes WHERE date <= cutoff))) AS total FROM squares`);
  expect(levels.total).toBeCloseTo(Number(sql?.total), 5);
});

test("what reconciling did is told by level, before and after", () => {
  const { cutoffs, before, after } = metrics.reconciliation;
  expect(Object.keys(cutoffs)).toEqual(metrics.cutoffs);
  expect(after).toEqual(metrics.published.wrmsse);
  expect(Object.keys(before.levels)).toEqual(Object.keys(after.levels));
  for (const { method } of Object.values(cutoffs)) expect(method).toBe("mint");
  expect(after).not.toEqual(before);
});

test("forecasts of a shop with a week and promotions beat the last week repeated", () => {
  expect(metrics.published.overall.wql).toBeLessThan(
    metrics.baselines["seasonal-naive"]?.overall.wql ?? 0,
  );
});

test("what is forecast with less text is compared on the same series, by segment", () => {
  const { text, published } = metrics;
  expect(text?.variants.text?.overall.sql).toBeCloseTo(published.overall.sql ?? Number.NaN, 9);
  expect(Object.keys(text?.against ?? {})).toEqual(["category only", "no text"]);
  for (const [variant, { all }] of Object.entries(text?.against ?? {})) {
    const wql = text?.variants[variant]?.overall.wql ?? Number.NaN;
    expect(all?.series).toBe(24);
    expect(all?.ratio).toBeCloseTo((published.overall.wql ?? 0) / wql, 9);
  }
});

test("six titles are too few to learn from, so that text changes nothing; categories do", () => {
  expect(metrics.text?.against["category only"]?.all).toMatchObject({ ratio: 1, pValue: 1 });
  expect(metrics.text?.against["no text"]?.all?.ratio).not.toBe(1);
});

test("orders of every policy meet the same demand, and foresight misses least of it", () => {
  const policies = Object.entries(metrics.orders.policies);
  const [, ours] = policies.find(([name]) => name === "shelfcast") ?? [];
  expect(metrics.orders).toMatchObject({ series: 12, leftOut: [] });
  expect(ours?.demanded).toBeGreaterThan(0);
  for (const [, policy] of policies) {
    expect([policy.demanded, policy.days]).toEqual([ours?.demanded, ours?.days]);
    expect(policy.fillRate).toBeLessThanOrEqual(1);
    const parts = policy.holdingCost + policy.shortageCost + policy.wasteCost + policy.orderCost;
    expect(policy.totalCost).toBeCloseTo(parts, 9);
  }
  const best = policies.find(([name]) => name === "perfect foresight")?.[1];
  for (const [, { sold }] of policies) expect(best?.sold).toBeGreaterThanOrEqual(sold - 1e-9);
});

test("a folder of work does not stay", async () => {
  await expect(readFile(join(out, ".work", "published", "latest.json"))).rejects.toThrow("ENOENT");
});
