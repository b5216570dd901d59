import { describe, expect, test } from "vitest";
import { placedSteps } from "#lib/contracts/step-placement.ts";
import { deployedNames } from "#test/support/cdk/deployed-names.ts";
import { synthesise } from "#test/support/cdk/synthesise.ts";
import { batchCallsOf, lakeKeyArn, listCall } from "#test/support/iam/aws-calls.ts";
import { type AskedCall, isAllowed } from "#test/support/iam/evaluate.ts";
import { functionRole, jobRoles, rolePolicies } from "#test/support/iam/role-policies.ts";

const { template } = synthesise();
const bucket = "lake";
const policies = rolePolicies(template, deployedNames(template, bucket));
const jobs = jobRoles(template, "shelfcast");

const may = (role: string | undefined, call: AskedCall) =>
  isAllowed(policies.get(role ?? "") ?? [], call);
const on = (action: string, key: string): AskedCall => ({
  ...{ action: `s3:${action}`, resource: `arn:aws:s3:::${bucket}/${key}` },
});
const submission = (jobDefinition: string, jobQueue = "shelfcast-cpu") =>
  batchCallsOf("/v1/submitjob", { jobDefinition, jobQueue, tags: {} });

const starter = functionRole(template, "Starts a night");
const answers = functionRole(template, "Answers the planner");
const predictions = functionRole(template, "Forecasts now");

const steps = placedSteps.map((step) => [step, jobs.get(step)] as const);
const everyone = [
  ...Array.from(jobs),
  ["starts nights", starter],
  ["answers", answers],
  ["predicts", predictions],
] as const;

describe.each(everyone)("%s may not", (name, role) => {
  test.each([
    ["write what the shop uploads", on("PutObject", "raw/sales.csv")],
    ["delete what the shop uploads", on("DeleteObject", "raw/sales.csv")],
    ["delete a publication", on("DeleteObject", "published/run-1/forecast.csv.gz")],
    ["delete the pointer", on("DeleteObject", "published/latest.json")],
    ["delete a version, beyond recall", on("DeleteObjectVersion", "runs/run-1/manifest.json")],
    [
      "change the bucket's policy",
      { action: "s3:PutBucketPolicy", resource: `arn:aws:s3:::${bucket}` },
    ],
    [
      "read another bucket",
      { action: "s3:GetObject", resource: "arn:aws:s3:::other/raw/sales.csv" },
    ],
    ["list the whole bucket", listCall(bucket, "")],
    ["list without saying what", listCall(bucket, undefined)],
    ["end anybody's job", { action: "batch:TerminateJob", resource: "*" }],
    ["schedule the key's end", { action: "kms:ScheduleKeyDeletion", resource: lakeKeyArn }],
    ["take another role", { action: "sts:AssumeRole", resource: "*" }],
  ])("%s", (_what, call) => {
    expect(may(role, call)).toBe(false);
  });

  if (name !== "publish" && name !== "night") {
    test("move the pointer to what planners read", () => {
      expect(may(role, on("PutObject", "published/latest.json"))).toBe(false);
    });
  }
  if (name !== "begin" && name !== "starts nights") {
    test("submit a job", () => {
      expect(submission("shelfcast-night").every((call) => may(role, call))).toBe(false);
    });
  }
});

describe("a step", () => {
  test.each(steps)("%s writes under its own name, not under another's", (step, role) => {
    expect(may(role, on("PutObject", `runs/run-1/${step}/shard=0000.arrow`))).toBe(true);
    for (const other of placedSteps.filter((name) => name !== step)) {
      expect(may(role, on("PutObject", `runs/run-1/${other}/shard=0000.arrow`))).toBe(false);
    }
  });

  test.each(steps.filter(([step]) => step !== "ingest"))(
    "%s cannot read raw files",
    (_step, role) => {
      expect(may(role, on("GetObject", "raw/sales.csv"))).toBe(false);
    },
  );

  test.each(steps)(
    "%s is told of a missing object of its run that it is missing",
    (_step, role) => {
      expect(may(role, listCall(bucket, "runs/run-1/manifest.json"))).toBe(true);
    },
  );
});

test("what begins a night submits the steps, and no second beginning", () => {
  const begin = jobs.get("begin");
  for (const kind of ["night", ...placedSteps]) {
    for (const call of submission(`shelfcast-${kind}`)) expect(may(begin, call)).toBe(true);
  }
  expect(submission("shelfcast-begin").every((call) => may(begin, call))).toBe(false);
  expect(submission("other-night").every((call) => may(begin, call))).toBe(false);
});

test("what starts nights submits their beginning to the queue of processors, nothing else", () => {
  for (const call of submission("shelfcast-begin")) expect(may(starter, call)).toBe(true);
  for (const [definition, queue] of [
    ["shelfcast-train", "shelfcast-cpu"],
    ["shelfcast-begin", "shelfcast-gpu"],
  ] as const) {
    expect(submission(definition, queue).every((call) => may(starter, call))).toBe(false);
  }
});

test("predictions read the run, its model, its texts and what is published, and write nothing", () => {
  for (const key of [
    "runs/run-1/prepare/shard=0000.arrow",
    "runs/run-1/signals/shard=0000.arrow",
    "runs/run-1/train/summary.json",
    "models/run-1/model.bin",
    "text/bert/card.json",
    "published/latest.json",
    "published/run-1/serving/series.table",
  ]) {
    expect(may(predictions, on("GetObject", key))).toBe(true);
    expect(may(predictions, listCall(bucket, key))).toBe(true);
    expect(may(predictions, on("PutObject", key))).toBe(false);
  }
});

test("the API reads the salt where callers may name customers, and only then", () => {
  const config = "api: { plainCustomers: true }";
  const { template: open } = synthesise(config);
  const reads = (given: typeof template) =>
    [...rolePolicies(given, deployedNames(given, bucket))].filter(
      ([role, statements]) =>
        role.startsWith("ApiAnswers") &&
        JSON.stringify(statements).includes("secretsmanager:GetSecretValue"),
    ).length;
  expect([reads(template), reads(open)]).toEqual([0, 1]);
});

test("planners' page and predictions read no raw file, text of a customer or salt", () => {
  for (const role of [answers, predictions]) {
    expect(may(role, on("GetObject", "raw/sales.csv"))).toBe(false);
    expect(may(role, on("GetObject", "privacy/forgotten.json"))).toBe(false);
    expect(may(role, { action: "secretsmanager:GetSecretValue", resource: "*" })).toBe(false);
  }
  expect(may(predictions, on("PutObject", "decisions/run-1/shard=0000.json"))).toBe(false);
});
