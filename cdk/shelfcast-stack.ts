import { Fn, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { DeployConfig } from "./config/deploy-config.ts";
import { DataLake } from "./data-lake.ts";
import { Network } from "./network.ts";
import { NightJobs } from "./night-jobs.ts";
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
    new NightJobs(this, "Jobs", config, lake, queues);
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
