import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runbook } from "#cdk/runbook.ts";
import { type Properties, propertiesOf, synthesise } from "#test/support/cdk/synthesise.ts";

const { template } =
  synthesise(`nightly: { timeZone: Asia/Shanghai, at: "03:30", waitFor: [raw/sales.csv] }
notify: { emails: [a@shop.example] }
api: { iamRoles: [erp=planner] }`);
const rules = propertiesOf(template, "AWS::Events::Rule");

test("every alarm tells people, says what to do, and has a chapter in the runbooks", () => {
  const alarms = propertiesOf(template, "AWS::CloudWatch::Alarm");
  const names = alarms.map(({ AlarmName }) => AlarmName.replace("shelfcast-", ""));
  expect(names.sort()).toEqual(Object.keys(runbook).sort());
  const chapters = readFileSync("docs/runbooks.md", "utf8").match(/^## .+$/gm);
  for (const name of names) expect(chapters).toContain(`## ${name}`);
  for (const { AlarmActions, AlarmDescription } of alarms) {
    expect(AlarmActions).toHaveLength(1);
    expect(AlarmDescription).toContain("docs/runbooks.md#");
  }
});

test("a run is late when nothing was published for 26 hours, and silence counts", () => {
  const late = propertiesOf(template, "AWS::CloudWatch::Alarm").find(({ AlarmName }) =>
    AlarmName.endsWith("late-run"),
  );
  expect(late).toMatchObject({
    Period: 3600,
    EvaluationPeriods: 26,
    TreatMissingData: "breaching",
  });
});

test("the notice of a failed or stuck job names the job and its cause", () => {
  for (const detailType of ["Batch Job State Change", "Batch Job Queue Blocked"]) {
    const rule = rules.find(({ EventPattern }) => EventPattern["detail-type"]?.[0] === detailType);
    const { InputPathsMap } = rule.Targets[0].InputTransformer;
    expect(Object.values(InputPathsMap).sort()).toEqual([
      "$.detail.jobName",
      "$.detail.statusReason",
    ]);
  }
});

describe("a night", () => {
  test("has its deadline on the retailer's clock", () => {
    const [schedule] = propertiesOf(template, "AWS::Scheduler::Schedule");
    expect(schedule).toMatchObject({
      ScheduleExpression: "cron(30 3 ? * MON,TUE,WED,THU,FRI,SAT,SUN *)",
      ScheduleExpressionTimezone: "Asia/Shanghai",
      Target: { Input: '{"deadline":"<aws.scheduler.scheduled-time>"}' },
    });
  });

  test("is told of every new file under raw/", () => {
    const rule = rules.find(({ EventPattern }) => EventPattern.source[0] === "aws.s3");
    expect(rule.EventPattern.detail.object).toEqual({ key: [{ prefix: "raw/" }] });
  });
});

test("no route of the API answers without a token or an IAM signature", () => {
  const routes = propertiesOf(template, "AWS::ApiGatewayV2::Route");
  const types = routes.map(({ AuthorizationType }: Properties) => AuthorizationType);
  expect(types.sort()).toEqual([...new Array(4).fill("AWS_IAM"), ...new Array(4).fill("JWT")]);
});
