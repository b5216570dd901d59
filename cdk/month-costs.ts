import { hoursPerMonth, priceTable } from "#lib/contracts/price-table.ts";
import { placedSteps } from "#lib/contracts/step-placement.ts";
import type { DeployConfig } from "./config/deploy-config.ts";
import { endpointServices, usualZones } from "./config/endpoint-services.ts";
import { measuredNight, nightDollars } from "./night-costs.ts";
import { runbook } from "./runbook.ts";

/** One thing that is paid for. */
export interface CostLine {
  readonly what: string;
  /** A month. */
  readonly dollars: number;
}

/** What the retailer brings, by which costs grow. */
export interface Workload {
  readonly series: number;
  readonly planners: number;
}

const daysPerMonth = hoursPerMonth / 24;
const bytesPerGib = 2 ** 30;

/** What a deployed config costs a month at list prices, largest first. */
export function monthCosts(config: DeployConfig, workload: Workload): readonly CostLine[] {
  const nights = (daysPerMonth * config.nightly.days.length) / 7;
  const lines: CostLine[] = [
    {
      what: `machines of ${Math.round(nights)} nights`,
      dollars: nights * nightDollars(config, workload.series),
    },
    { what: "network", dollars: networkDollars(config) },
    { what: "files in S3", dollars: lakeDollars(config, workload.series, nights) },
    { what: "alarms, dashboard and metrics", dollars: watchDollars },
    { what: "keys and the customers' salt", dollars: secretDollars(config) },
    { what: "planners who sign in", dollars: signInDollars(config, workload.planners) },
  ];
  return lines.filter(({ dollars }) => dollars > 0).sort((a, b) => b.dollars - a.dollars);
}

export const totalOf = (lines: readonly CostLine[]): number =>
  lines.reduce((sum, { dollars }) => sum + dollars, 0);

/** By the hour, whether or not a run is at work; traffic through it is not in it. */
function networkDollars({ network }: DeployConfig): number {
  if (network.kind === "nat") return priceTable.natGateway.hour * hoursPerMonth;
  if (network.kind !== "endpoints") return 0;
  const zones = network.zones.length || usualZones;
  return endpointServices.length * zones * priceTable.interfaceEndpoint.hour * hoursPerMonth;
}

/** What is kept once the stack is as old as its files may get; for ever is counted as three years. */
function lakeDollars({ lake }: DeployConfig, series: number, nights: number): number {
  const forEverDays = 3 * 365;
  const kept = (days: number) => ((days === 0 ? forEverDays : days) / daysPerMonth) * nights;
  const { runBytes, publishedBytes, series: measured } = measuredNight;
  const bytes =
    kept(lake.keepRunsDays) * runBytes + kept(lake.keepPublicationsDays) * publishedBytes;
  return ((bytes * series) / measured / bytesPerGib) * priceTable.bucketGibMonth;
}

/** Two metrics a step, and four of the run. */
const watchDollars =
  Object.keys(runbook).length * priceTable.alarmMonth +
  priceTable.dashboardMonth +
  (2 * placedSteps.length + 4) * priceTable.metricMonth;

/** A key for the notices, and one for the lake where its bucket is ours. */
const secretDollars = ({ lake }: DeployConfig): number =>
  (lake.bucket === undefined ? 2 : 1) * priceTable.keyMonth + priceTable.secretMonth;

const signInDollars = ({ api }: DeployConfig, planners: number): number =>
  api.signIn === undefined ? planners * priceTable.signInUserMonth : 0;
