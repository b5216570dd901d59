import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { addedDollars, type CostChoice, costChoices } from "#cdk/choice-costs.ts";
import { parseDeployConfig } from "#cdk/config/parse-deploy-config.ts";
import { costPage } from "#cdk/cost-page.ts";
import { monthCosts, totalOf } from "#cdk/month-costs.ts";
import { sayCosts } from "#cdk/say-costs.ts";
import { scalePage } from "#cdk/scale-page.ts";
import { machineDollarsPerHour, priceTable } from "#lib/contracts/price-table.ts";

const shop = { series: 100_000, planners: 20 };
const config = (yaml: string) =>
  parseDeployConfig(`nightly: { timeZone: UTC }\n${yaml}`, "deploy.yaml");
const month = (yaml: string) => totalOf(monthCosts(config(yaml), shop));
const added = (setting: string, choice: string) =>
  addedDollars(
    costChoices.find((found) => found.setting === setting && found.choice === choice) as CostChoice,
    shop,
  );

test.each([
  ["docs/costs.md", costPage],
  ["docs/scale.md", scalePage],
])("%s is what `npm run costs` writes", (path, page) => {
  expect(readFileSync(path, "utf8")).toBe(page());
});

test("a month of a NAT gateway is its 730 hours", () => {
  const address = added("network.kind", "existing");
  expect(added("network.kind", "nat") - address).toBeCloseTo(730 * 0.045, 6);
});

test("seven endpoints in two zones cost more than three NAT gateways", () => {
  const address = added("network.kind", "existing");
  const endpoints = added("network.kind", "endpoints") - address;
  expect(endpoints).toBeCloseTo(7 * 2 * 730 * 0.01, 6);
  expect(endpoints).toBeGreaterThan(3 * (added("network.kind", "nat") - address));
});

test("an hour of Fargate is four processors, sixteen GiB and eighty GiB of disk beyond the free", () => {
  expect(machineDollarsPerHour("fargate")).toBeCloseTo(
    4 * 0.04048 + 16 * 0.004445 + 80 * 0.000111,
    9,
  );
});

describe("what a config costs", () => {
  test("grows with the number of series and of nights", () => {
    const of = (series: number) => totalOf(monthCosts(config(""), { ...shop, series }));
    expect(of(1_000_000)).toBeGreaterThan(of(100_000));
    expect(added("nightly.days", "MON to FRI")).toBeLessThan(0);
  });

  test("is least with the cheapest of its machines, and on spot", () => {
    expect(month("compute: { gpuTypes: [g6e.4xlarge, g4dn.xlarge] }")).toBe(
      month("compute: { gpuTypes: [g4dn.xlarge] }"),
    );
    expect(added("compute.buy", "on-demand")).toBeGreaterThan(0);
  });

  test("without a GPU is that of Fargate alone", () => {
    const on = (types: string) => month(`compute: { accelerator: none, gpuTypes: [${types}] }`);
    expect(on("g6e.4xlarge")).toBe(on("g4dn.xlarge"));
  });

  test("is told at synthesis, with the date and region of the prices", () => {
    const said = sayCosts(config(""));
    expect(said).toContain(`${priceTable.region}, ${priceTable.asOf}`);
    expect(said.split("\n")).toHaveLength(4);
  });
});
