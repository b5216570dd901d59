import { priceTable } from "#lib/contracts/price-table.ts";
import type { DeployConfig } from "./config/deploy-config.ts";
import { type CostLine, monthCosts, totalOf, type Workload } from "./month-costs.ts";

/** Shops by which a reader finds his own. */
export const workloads: readonly Workload[] = [
  { series: 1_000, planners: 2 },
  { series: 100_000, planners: 20 },
  { series: 1_000_000, planners: 50 },
];

/** What a config costs a month at each size of shop, as `cdk synth` tells. */
export function sayCosts(config: DeployConfig): string {
  const prices = `list prices of ${priceTable.region}, ${priceTable.asOf}; docs/costs.md tells what each choice costs`;
  const sizes = workloads.map((workload) => {
    const lines = monthCosts(config, workload);
    return `  ${sayCount(workload.series)} series: ${sayDollars(totalOf(lines))} (${lines.map(sayLine).join(", ")})`;
  });
  return [`${config.stack}: estimated dollars a month, ${prices}`, ...sizes].join("\n");
}

const sayLine = ({ what, dollars }: CostLine): string => `${what} ${sayDollars(dollars)}`;

export const sayDollars = (dollars: number): string =>
  `$${dollars < 10 ? dollars.toFixed(2) : Math.round(dollars).toLocaleString("en-US")}`;

export const sayCount = (count: number): string => count.toLocaleString("en-US");
