import { CfnOutput, Fn, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { stackOutput } from "#lib/contracts/stack-outputs.ts";
import { Alarms } from "./alarms.ts";
import type { DeployConfig } from "./config/deploy-config.ts";
import { ConsoleSite } from "./console-site.ts";
import { DataLake } from "./data-lake.ts";
import { Network } from "./network.ts";
import { NightBudget } from "./night-budget.ts";
import { NightJobs } from "./night-jobs.ts";
import { NightlyStart } from "./nightly-start.ts";
import { Notices } from "./notices.ts";
import { PlannerApi } from "./planner-api.ts";
import { Queues } from "./queues.ts";

/** All that a retailer's account gets. */
export class ShelfcastStack extends Stack {
  readonly #zones: readonly string[];

  constructor(scope: Construct, config: DeployConfig) {
    super(scope, config.stack, propsOf(config));
    const { network } = config;
    this.#zones = network.kind === "existing" ? [] : network.zones;
    const lake = new DataLake(this, "Lake", config.lake);
    const queues = new Queues(this, "Queues", config, new Network(this, "Network", network));
    const jobs = new NightJobs(this, "Jobs", config, lake, queues);
    const start = new NightlyStart(this, "Start", config, lake, queues);
    const api = new PlannerApi(this, "Api", config, lake, jobs.salt);
    const site = new ConsoleSite(this, "Console", config, api);
    const notices = new Notices(this, "Notices", config);
    const watch = { config, jobs, queues, start, api, notices };
    new Alarms(this, "Alarms", watch);
    new NightBudget(this, "Budget", config, notices);
    this.#tell({
      lake: lake.address,
      console: site.url,
      api: api.planners.apiEndpoint,
      accelerator: config.compute.accelerator,
      nights: JSON.stringify(start.plan),
    });
  }

  /** Read by people after a deployment, and by `--stack`. */
  #tell(values: Readonly<Record<keyof typeof stackOutput, string>>): void {
    for (const [name, value] of Object.entries(values)) {
      new CfnOutput(this, stackOutput[name as keyof typeof stackOutput], { value });
    }
  }

  /** Asked by the VPC: named, or the region's first two, but never looked up with credentials. */
  override get availabilityZones(): string[] {
    if (this.#zones.length > 0) return [...this.#zones];
    return [0, 1].map((zone) => Fn.select(zone, Fn.getAzs()));
  }
}

function propsOf({ account, region, stack }: DeployConfig): StackProps {
  return {
    description: "shelfcast: nightly demand forecasting",
    env: { ...(account && { account }), ...(region && { region }) },
    tags: { shelfcast: stack },
    terminationProtection: true,
  };
}
