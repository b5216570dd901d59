import { parseDocument } from "yaml";
import type { GpuMachine } from "#lib/contracts/price-table.ts";
import { checkWhole } from "./check-whole.ts";
import { type ConfigFault, InvalidDeployConfigError } from "./config-fault.ts";
import type {
  ApiConfig,
  ComputeConfig,
  DeployConfig,
  LakeConfig,
  NetworkConfig,
  NightlyConfig,
  Weekday,
} from "./deploy-config.ts";
import { weekdays } from "./deploy-config.ts";
import { FieldReader } from "./field-reader.ts";
import { gpuTypes } from "./gpu-types.ts";
import { rules } from "./text-rules.ts";

/** The only way to make a DeployConfig: throws InvalidDeployConfigError with every fault found. */
export function parseDeployConfig(yaml: string, file: string): DeployConfig {
  const faults: ConfigFault[] = [];
  const root = new FieldReader(readYaml(yaml, file), faults);
  const config = readAll(root);
  root.refuseUnknown();
  if (faults.length === 0) faults.push(...checkWhole(config));
  if (faults.length > 0) throw new InvalidDeployConfigError(file, faults);
  return config;
}

function readYaml(yaml: string, file: string): unknown {
  const document = parseDocument(yaml);
  const [error] = document.errors;
  if (!error) return document.toJS();
  const problem = `is not YAML: ${error.message.split("\n")[0]}`;
  throw new InvalidDeployConfigError(file, [{ field: "", problem, remedy: "Correct that line." }]);
}

function readAll(root: FieldReader): DeployConfig {
  const alarms = root.section("alarms");
  const notify = root.section("notify");
  return {
    stack: root.text("stack", rules.stack) ?? "shelfcast",
    account: root.text("account", rules.account),
    region: root.text("region", rules.region),
    lake: readLake(root.section("lake")),
    network: readNetwork(root.section("network")),
    compute: readCompute(root.section("compute")),
    nightly: readNightly(root.section("nightly")),
    api: readApi(root.section("api")),
    alarms: {
      lateAfterHours: alarms.whole("lateAfterHours", { min: 2, max: 168, default: 26 }),
      stuckAfterMinutes: alarms.whole("stuckAfterMinutes", { min: 10, max: 1440, default: 60 }),
      coverageGapPercent: alarms.whole("coverageGapPercent", { min: 1, max: 50, default: 10 }),
    },
    notify: {
      emails: notify.texts("emails", rules.email),
      webhooks: notify.texts("webhooks", rules.webhook),
    },
    budget: {
      monthlyDollars: root
        .section("budget")
        .whole("monthlyDollars", { min: 1, max: 1_000_000, default: 200 }),
    },
    logs: { keepDays: readLogDays(root.section("logs")) },
  };
}

function readLake(lake: FieldReader): LakeConfig {
  const days = (name: string, min: number, fallback: number) =>
    lake.whole(name, { min, max: 3650, default: fallback });
  return {
    bucket: lake.text("bucket", rules.bucket),
    key: lake.text("key", rules.key),
    keepRunsDays: days("keepRunsDays", 0, 60),
    keepPublicationsDays: days("keepPublicationsDays", 0, 0),
    keepVersionsDays: days("keepVersionsDays", 1, 30),
  };
}

function readNetwork(network: FieldReader): NetworkConfig {
  const kinds = ["public", "nat", "endpoints", "existing"] as const;
  const kind = network.choice("kind", kinds, "public");
  if (kind !== "existing") return { kind, zones: network.texts("zones", rules.zone) };
  const subnets = network.texts("subnets", rules.subnet);
  const vpc = network.requiredText("vpc", rules.vpc);
  if (subnets.length === 0) {
    const remedy = `Name at least one subnet of ${vpc || "the VPC"}; two in different zones are better.`;
    network.fault("subnets", "is empty.", remedy);
  }
  return { kind, vpc, subnets, publicAddresses: network.flag("publicAddresses", false) };
}

function readCompute(compute: FieldReader): ComputeConfig {
  const types = compute.texts("gpuTypes", { pattern: /./, say: "a type such as g5.xlarge" });
  types.forEach((type, i) => {
    if (Object.hasOwn(gpuTypes, type)) return;
    const remedy = `Write one of ${Object.keys(gpuTypes).join(", ")}.`;
    compute.fault(
      `gpuTypes[${i}]`,
      `is ${type}, which is no GPU machine that is known here.`,
      remedy,
    );
  });
  return {
    accelerator: compute.choice("accelerator", ["gpu", "none"], "gpu"),
    buy: compute.choice("buy", ["spot-first", "on-demand"], "spot-first"),
    gpuTypes:
      types.length > 0 ? (types as GpuMachine[]) : ["g4dn.xlarge", "g5.xlarge", "g6.xlarge"],
    gpuMaxVcpus: compute.whole("gpuMaxVcpus", { min: 4, max: 10_000, default: 32 }),
    cpuMaxVcpus: compute.whole("cpuMaxVcpus", { min: 4, max: 10_000, default: 64 }),
    image: compute.text("image", rules.image),
  };
}

function readNightly(nightly: FieldReader): NightlyConfig {
  const days = nightly.texts("days", {
    pattern: /^(MON|TUE|WED|THU|FRI|SAT|SUN)$/,
    say: "MON … SUN",
  });
  const timeZone = nightly.requiredText("timeZone", { pattern: /./, say: "such as Europe/London" });
  if (timeZone !== "" && !isTimeZone(timeZone)) {
    const remedy = "Write a name of the IANA time zone database, such as Europe/London.";
    nightly.fault("timeZone", `is ${timeZone}, which is no time zone.`, remedy);
  }
  return {
    at: nightly.text("at", rules.time) ?? "02:00",
    timeZone,
    opensAt: nightly.text("opensAt", rules.time) ?? "18:00",
    waitFor: nightly.texts("waitFor", rules.rawKeys),
    days: days.length > 0 ? weekdays.filter((day: Weekday) => days.includes(day)) : weekdays,
    config: nightly.text("config", rules.lakeKey) ?? "raw/shelfcast.yaml",
  };
}

function readApi(api: FieldReader): ApiConfig {
  const issuer = api.text("issuer", rules.issuer);
  const audience = api.text("audience", rules.name);
  const roleClaim = api.text("roleClaim", rules.name) ?? "groups";
  if ((issuer === undefined) !== (audience === undefined)) {
    const [missing, given] = issuer === undefined ? ["issuer", "audience"] : ["audience", "issuer"];
    api.fault(missing as string, "is missing.", `Write it, or leave ${given} out too.`);
  }
  return {
    signIn: issuer && audience ? { issuer, audience, roleClaim } : undefined,
    origins: api.texts("origins", rules.origin),
    requestsPerSecond: api.whole("requestsPerSecond", { min: 1, max: 10_000, default: 50 }),
    plainCustomers: api.flag("plainCustomers", false),
    iamRoles: api.texts("iamRoles", rules.iamRole),
  };
}

/** By a region, since `Etc`-less names such as `EST5` have no summer time, which retailers keep. */
function isTimeZone(name: string): boolean {
  return name === "UTC" || Intl.supportedValuesOf("timeZone").includes(name);
}

/** CloudWatch knows no other periods. */
const logDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653];

function readLogDays(logs: FieldReader): number {
  const days = logs.whole("keepDays", { min: 1, max: 3653, default: 90 });
  if (!logDays.includes(days)) {
    logs.fault(
      "keepDays",
      `is ${days}, a period CloudWatch has not.`,
      `Write ${logDays.join(", ")}.`,
    );
  }
  return days;
}
