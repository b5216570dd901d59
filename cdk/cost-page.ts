import { hoursPerMonth, priceTable } from "#lib/contracts/price-table.ts";
import { addedDollars, type CostChoice, costChoices } from "./choice-costs.ts";
import { markdownTable } from "./markdown-table.ts";
import { monthCosts, totalOf } from "./month-costs.ts";
import { measuredNight, nightHours } from "./night-costs.ts";
import { sayCount, sayDollars, workloads } from "./say-costs.ts";

/** docs/costs.md, written by `npm run costs`. */
export function costPage(): string {
  const [usual, ...others] = costChoices as readonly [CostChoice, ...CostChoice[]];
  return `# Costs

What a stack costs a month, worked out from list prices of ${priceTable.region} known in ${priceTable.asOf} (\`lib/contracts/price-table.ts\`) and
one night that was measured: ${sayCount(measuredNight.series)} series on ${measuredNight.vcpus} vCPUs (\`cdk/night-costs.ts\`). \`npm run costs\` writes this page, \`npm run synth\`
prints the estimate of your own config, and each run's manifest has its dollars from the same table, on demand.

Not in it: taxes, discounts, traffic out, logs, the minutes in which machines start, and raw files of your own. Other regions
ask up to a third more, and spot, counted as ${Math.round(100 * priceTable.spotShare)} % of on demand, moves from hour to hour. The GPU is counted as no faster than
the processors that were measured, so a night on it is estimated too high.

## With the defaults

${markdownTable(
  ["series", "planners", "GPU hours a night", "CPU hours a night", "dollars a month", "of which"],
  workloads.map((workload) => {
    const lines = monthCosts(usual.config, workload);
    const { gpu, cpu } = nightHours(workload.series);
    const most = lines.slice(0, 3).map(({ what, dollars }) => `${what} ${sayDollars(dollars)}`);
    return [
      sayCount(workload.series),
      String(workload.planners),
      gpu.toFixed(2),
      cpu.toFixed(2),
      sayDollars(totalOf(lines)),
      most.join(", "),
    ];
  }),
)}

## What each choice adds

Dollars a month more, or less, than with the defaults, at each size of shop.

${markdownTable(
  ["setting", "choice", ...workloads.map(({ series }) => `${sayCount(series)} series`)],
  others.map((choice) => [
    `\`${choice.setting}\``,
    choice.choice,
    ...workloads.map((workload) => sayAdded(addedDollars(choice, workload))),
  ]),
)}

A NAT gateway or endpoint is paid by the hour (${hoursPerMonth} a month), and by the GB besides: $${priceTable.natGateway.gib} and $${priceTable.interfaceEndpoint.gib}. Files kept for ever are counted
as they are after three years.

## Machines by the hour

${markdownTable(
  ["machine", "on demand", "spot, about"],
  Object.entries(priceTable.gpuMachineHour).map(([name, hour]) => [
    name,
    `$${hour.toFixed(3)}`,
    `$${(hour * priceTable.spotShare).toFixed(3)}`,
  ]),
)}
`;
}

const sayAdded = (dollars: number): string =>
  Math.abs(dollars) < 0.005 ? "0" : `${dollars < 0 ? "−" : "+"}${sayDollars(Math.abs(dollars))}`;
