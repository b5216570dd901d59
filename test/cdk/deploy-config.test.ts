import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { InvalidDeployConfigError } from "#cdk/config/config-fault.ts";
import { parseDeployConfig } from "#cdk/config/parse-deploy-config.ts";

const zone = "nightly: { timeZone: Europe/London }";

function faultsOf(yaml: string): readonly string[] {
  try {
    parseDeployConfig(yaml, "deploy.yaml");
    return [];
  } catch (error) {
    if (error instanceof InvalidDeployConfigError) return error.faults.map(({ field }) => field);
    throw error;
  }
}

const sayWrong = (yaml: string): string => {
  try {
    parseDeployConfig(yaml, "deploy.yaml");
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

describe("a deploy config that cannot be is refused by the field's name", () => {
  test.each([
    ["no time zone", "stack: shop", "nightly.timeZone"],
    ["a time zone that is none", "nightly: { timeZone: Europe/Londn }", "nightly.timeZone"],
    ["an hour that no day has", "nightly: { timeZone: UTC, at: '25:00' }", "nightly.at"],
    ["a day that no week has", "nightly: { timeZone: UTC, days: [FUNDAY] }", "nightly.days[0]"],
    [
      "a VPC without subnets",
      `${zone}\nnetwork: { kind: existing, vpc: vpc-0a1b2c3d }`,
      "network.subnets",
    ],
    [
      "subnets without a VPC",
      `${zone}\nnetwork: { kind: existing, subnets: [subnet-0a1b2c3d] }`,
      "network.vpc",
    ],
    ["a network that is none", `${zone}\nnetwork: { kind: wifi }`, "network.kind"],
    ["an unknown machine", `${zone}\ncompute: { gpuTypes: [g5.tiny] }`, "compute.gpuTypes[0]"],
    ["a machine without GPU", `${zone}\ncompute: { gpuTypes: [m7g.large] }`, "compute.gpuTypes[0]"],
    [
      "fewer vCPUs than one machine has",
      `${zone}\ncompute: { gpuTypes: [g5.4xlarge], gpuMaxVcpus: 8 }`,
      "compute.gpuMaxVcpus",
    ],
    ["a misspelt field", `${zone}\ncompute: { gpuMaxCpus: 8 }`, "compute.gpuMaxCpus"],
    ["a misspelt section", `${zone}\nnetwrok: { kind: nat }`, "netwrok"],
    ["a list for a section", `${zone}\nlake: [bucket]`, "lake"],
    ["an account as a number", `${zone}\naccount: 123456789012`, "account"],
    ["a key without its bucket", `${zone}\nlake: { key: "arn:aws:kms:a:1:key/2" }`, "lake.key"],
    ["a bucket as an address", `${zone}\nlake: { bucket: "s3://lake" }`, "lake.bucket"],
    [
      "zones of elsewhere",
      `${zone}\nregion: eu-west-1\nnetwork: { zones: [us-east-1a] }`,
      "network.zones[0]",
    ],
    [
      "an alarm that rings on every day off",
      "nightly: { timeZone: UTC, days: [MON, WED, FRI] }",
      "alarms.lateAfterHours",
    ],
    ["a webhook in the clear", `${zone}\nnotify: { webhooks: ["http://x"] }`, "notify.webhooks[0]"],
    ["a log period CloudWatch has not", `${zone}\nlogs: { keepDays: 100 }`, "logs.keepDays"],
  ])("%s", (_case, yaml, field) => {
    expect(faultsOf(yaml)).toEqual([field]);
  });

  test("all faults are told at once, each with what to write", () => {
    const yaml = "nightly: { timeZone: Mars, at: '7' }\nbudget: { monthlyDollars: 0 }";
    expect(sayWrong(yaml)).toBe(
      [
        "deploy.yaml: nightly.timeZone is Mars, which is no time zone. Write a name of the IANA time zone database, such as Europe/London.",
        'deploy.yaml: nightly.at is "7". Write a time of day from 00:00 to 23:59 in quotes.',
        "deploy.yaml: budget.monthlyDollars is 0. Write a whole number from 1 to 1000000.",
      ].join("\n"),
    );
  });

  test("a file that is no YAML is told by its first fault", () => {
    expect(sayWrong("stack: [")).toMatch(/^deploy\.yaml is not YAML: /);
  });
});

test("a time zone is all that must be written: the example's values are the defaults", () => {
  const example = readFileSync("config/deploy.example.yaml", "utf8");
  expect(parseDeployConfig(zone, "x")).toEqual(parseDeployConfig(example, "x"));
  expect(Object.keys(parse(example))).toEqual(
    Object.keys(parseDeployConfig(zone, "x")).filter((name) => !/account|region/.test(name)),
  );
});

test("days are taken in the order of the week, however they are written", () => {
  const yaml = "nightly: { timeZone: UTC, days: [FRI, TUE] }\nalarms: { lateAfterHours: 100 }";
  expect(parseDeployConfig(yaml, "x").nightly.days).toEqual(["TUE", "FRI"]);
});
