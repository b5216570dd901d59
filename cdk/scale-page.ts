import { cpuContainer } from "#lib/contracts/price-table.ts";
import { placedSteps, placementOf } from "#lib/contracts/step-placement.ts";
import { parseDeployConfig } from "./config/parse-deploy-config.ts";
import { markdownTable } from "./markdown-table.ts";
import { isBounded, measuredNight } from "./night-costs.ts";
import { sayCount, sayDollars } from "./say-costs.ts";
import { limitsOfStack, scalePlan } from "./scale-plan.ts";

const sizes = [1_000, 1_000_000, 100_000_000];
const configOf = (yaml: string) =>
  parseDeployConfig(`nightly: { timeZone: UTC }\n${yaml}`, "scale.yaml");
const usual = configOf("");
const onDemand = configOf("compute: { buy: on-demand }");

/** docs/scale.md, written by `npm run costs`. */
export function scalePage(): string {
  return `# Scale

What a night takes at three sizes, worked out from one that was measured (\`cdk/night-costs.ts\`): the demo shop,
${sayCount(measuredNight.series)} daily series of 650 days, one process on ${measuredNight.vcpus} vCPUs with nothing else running. \`npm run costs\` writes this page.

${markdownTable(["step", "seconds", "grows with", "containers"], placedSteps.map(stepRow))}

Of containers of ${cpuContainer.vcpus} vCPUs, counted as twice as fast, ${Math.round(measuredNight.rawBytes / measuredNight.series / 100) / 10} kB of packed raw files a series, the default limits of machines
at once, and prices as in [costs.md](costs.md), that makes:

${markdownTable(
  [
    "series",
    "stacks",
    "raw files",
    "jobs a stack",
    "hours by the clock",
    "dollars a night: on demand, spot",
  ],
  sizes.map(sizeRow),
)}

Steps are counted one after another, without the minutes in which machines start. Nothing was run on AWS: the
demo's night was one process on a machine, all else is arithmetic. The GPU is counted as no faster than the processors.

## What breaks first

1. **A few thousand series:** nothing; starting machines takes longer than most steps.
2. **One stack that grows**, by the limits of \`lib/contracts/step-placement.ts\` and \`cdk/night-jobs.ts\`
   (raw files differ, so that a stack is planned for a quarter of the soonest):
${limitsOfStack()
  .slice(0, 3)
  .map(({ what, series }) => `   - at ${millions(series)} million series ${what}`)
  .join("\n")}
3. **Beyond that** one stack does not do it. Split by region or banner: series learn from each other within a network, and a
   few million are more than it takes. Each stack has its own lake, names and budget.

Memory does not break: every step holds a shard at a time.
`;
}

function stepRow(step: (typeof placedSteps)[number]): string[] {
  const { isSplit } = placementOf(step);
  const seconds = measuredNight.seconds[step];
  const growth = isBounded(step)
    ? "nothing: what is learned from is bounded"
    : `series: ${((1000 * seconds) / measuredNight.series).toFixed(1)} ms each`;
  return [`\`${step}\``, String(seconds), growth, isSplit ? "an array shares the shards" : "one"];
}

function sizeRow(series: number): string[] {
  const plan = scalePlan(usual, series);
  const dollars = scalePlan(onDemand, series).dollars;
  return [
    sayCount(series),
    sayCount(plan.stacks),
    sayBytes(plan.rawBytes),
    plan.jobs === 2 ? "2: one begins, one does the night" : String(plan.jobs),
    plan.hours.toFixed(2),
    `${sayDollars(dollars)}, ${sayDollars(plan.dollars)}`,
  ];
}

const millions = (series: number): string => sayCount(Math.round(series / 1e6));

const sayBytes = (bytes: number): string =>
  bytes >= 1e9 ? `${sayCount(Math.round(bytes / 1e9))} GB` : `${Math.round(bytes / 1e6)} MB`;
