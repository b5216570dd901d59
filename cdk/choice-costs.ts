import type { DeployConfig } from "./config/deploy-config.ts";
import { parseDeployConfig } from "./config/parse-deploy-config.ts";
import { monthCosts, totalOf, type Workload } from "./month-costs.ts";

/** One way to set a field that changes what is paid. */
export interface CostChoice {
  readonly setting: string;
  readonly choice: string;
  /** All else is the default. */
  readonly config: DeployConfig;
}

const configOf = (yaml: string): DeployConfig => {
  const nightly = yaml.includes("nightly") ? "" : "nightly: { timeZone: UTC }\n";
  return parseDeployConfig(nightly + yaml, "choice");
};

const existing =
  "network: { kind: existing, vpc: vpc-0123456789abcdef0, subnets: [subnet-0123456789abcdef0] }";
const provider = "api: { issuer: https://login.example.com/, audience: shelfcast }";

/** The default first. */
export const costChoices: readonly CostChoice[] = (
  [
    ["all", "the defaults", ""],
    ["network.kind", "nat", "network: { kind: nat }"],
    ["network.kind", "endpoints", "network: { kind: endpoints }"],
    ["network.kind", "existing", existing],
    ["compute.accelerator", "none", "compute: { accelerator: none }"],
    ["compute.buy", "on-demand", "compute: { buy: on-demand }"],
    ["compute.gpuTypes", "g6.xlarge", "compute: { gpuTypes: [g6.xlarge] }"],
    ["compute.gpuTypes", "g5.xlarge", "compute: { gpuTypes: [g5.xlarge] }"],
    ["compute.gpuTypes", "g6e.xlarge", "compute: { gpuTypes: [g6e.xlarge] }"],
    [
      "nightly.days",
      "MON to FRI",
      "nightly: { timeZone: UTC, days: [MON, TUE, WED, THU, FRI] }\nalarms: { lateAfterHours: 74 }",
    ],
    ["lake.keepRunsDays", "7", "lake: { keepRunsDays: 7 }"],
    ["lake.keepRunsDays", "0, for ever", "lake: { keepRunsDays: 0 }"],
    ["lake.keepPublicationsDays", "90", "lake: { keepPublicationsDays: 90 }"],
    ["api.issuer", "your provider", provider],
  ] as const
).map(([setting, choice, yaml]) => ({ setting, choice, config: configOf(yaml) }));

/** Dollars a month that a choice adds to the defaults; negative where it saves. */
export function addedDollars({ config }: CostChoice, workload: Workload): number {
  const usual = costChoices[0] as CostChoice;
  return totalOf(monthCosts(config, workload)) - totalOf(monthCosts(usual.config, workload));
}
