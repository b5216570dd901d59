import { Duration } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { Rule } from "aws-cdk-lib/aws-events";
import { Construct } from "constructs";
import type { StepName } from "#lib/contracts/lake-keys.ts";
import { metricNames, metricNamespace } from "#lib/contracts/metrics.ts";
import { alarmPrefix } from "#lib/contracts/stack-outputs.ts";
import { placedSteps } from "#lib/contracts/step-placement.ts";
import type { DeployConfig } from "./config/deploy-config.ts";
import { JobEvents } from "./job-events.ts";
import type { NightlyStart } from "./nightly-start.ts";
import type { Notices } from "./notices.ts";
import type { PlannerApi } from "./planner-api.ts";
import type { Queues } from "./queues.ts";
import { type AlarmName, runbookOf } from "./runbook.ts";

interface Watched {
  readonly config: DeployConfig;
  readonly queues: Queues;
  readonly start: NightlyStart;
  readonly api: PlannerApi;
  readonly notices: Notices;
}

interface AlarmRule {
  readonly metric: IMetric;
  readonly threshold: number;
  readonly comparison: ComparisonOperator;
  /** All of them must be bad. */
  readonly periods?: number;
  /** Whether silence is bad too. */
  readonly isSilenceBad?: boolean;
}

const { GREATER_THAN_THRESHOLD: above, LESS_THAN_THRESHOLD: below } = ComparisonOperator;
/** Share of calls that may fail by the API's own fault, percent. */
const apiErrorPercent = 1;
const rejectedPercent = 5;
const day = Duration.days(1);
const hour = Duration.hours(1);
const minutes = Duration.minutes(5);

/** What calls a person, and the page that shows him how the nights go. */
export class Alarms extends Construct {
  readonly #watched: Watched;

  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);
    this.#watched = watched;
    const rules = this.#rules();
    for (const [name, rule] of Object.entries(rules)) this.#make(name as AlarmName, rule);
    this.#draw(rules);
  }

  #rules(): Readonly<Record<AlarmName, AlarmRule>> {
    const { config, queues, start, api, notices } = this.#watched;
    const events = new JobEvents(this, "Events", config.stack, queues, notices);
    const { lateAfterHours, coverageGapPercent } = config.alarms;
    return {
      "failed-job": { metric: firedBy(events.failed), threshold: 0, comparison: above },
      "stuck-job": { metric: firedBy(events.stuck), threshold: 0, comparison: above },
      "late-run": {
        metric: this.#ofStack(metricNames.publications, "Sum", hour),
        threshold: 1,
        comparison: below,
        periods: lateAfterHours,
        isSilenceBad: true,
      },
      "coverage-gap": {
        metric: this.#ofStack(metricNames.coverageGap, "Maximum", day),
        threshold: coverageGapPercent,
        comparison: above,
      },
      "rejected-rows": {
        metric: this.#ofStack(metricNames.rejectedRows, "Maximum", day),
        threshold: rejectedPercent,
        comparison: above,
      },
      "start-errors": {
        metric: start.starter.function.metricErrors({ period: minutes }),
        threshold: 0,
        comparison: above,
      },
      "api-errors": { metric: apiErrors(api), threshold: apiErrorPercent, comparison: above },
    };
  }

  #make(name: AlarmName, rule: AlarmRule): void {
    const { config, notices } = this.#watched;
    const alarm = new Alarm(this, name, {
      alarmName: alarmPrefix(config.stack) + name,
      alarmDescription: runbookOf(name),
      metric: rule.metric,
      threshold: rule.threshold,
      comparisonOperator: rule.comparison,
      evaluationPeriods: rule.periods ?? 1,
      treatMissingData: rule.isSilenceBad
        ? TreatMissingData.BREACHING
        : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(notices.topic));
  }

  #draw(rules: Readonly<Record<AlarmName, AlarmRule>>): void {
    const { stack } = this.#watched.config;
    const ofSteps = (name: string, statistic: string) =>
      placedSteps.map((step) => this.#ofStep(name, statistic, step));
    const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 12 });
    new Dashboard(this, "Dashboard", {
      dashboardName: stack,
      widgets: [
        [
          graph("Publications a day", [this.#ofStack(metricNames.publications, "Sum", day)]),
          graph("Dollars a run", [this.#ofStack(metricNames.runDollars, "Maximum", day)]),
        ],
        [
          graph("Seconds of each step", ofSteps(metricNames.stepSeconds, "Maximum")),
          graph("Memory of each step, MB", ofSteps(metricNames.peakMemory, "Maximum")),
        ],
        [
          graph("Coverage short of its promise, percent", [rules["coverage-gap"].metric]),
          graph("Raw rows set aside, percent", [rules["rejected-rows"].metric]),
        ],
        [
          graph("Jobs failed and stuck", [rules["failed-job"].metric, rules["stuck-job"].metric]),
          graph("Errors of the API, percent", [rules["api-errors"].metric]),
        ],
      ],
    });
  }

  #ofStack(metricName: string, statistic: string, period: Duration): Metric {
    const dimensionsMap = { Stack: this.#watched.config.stack };
    return new Metric({ namespace: metricNamespace, metricName, dimensionsMap, statistic, period });
  }

  #ofStep(metricName: string, statistic: string, step: StepName): Metric {
    const dimensionsMap = { Stack: this.#watched.config.stack, Step: step };
    const namespace = metricNamespace;
    return new Metric({
      namespace,
      metricName,
      dimensionsMap,
      statistic,
      period: day,
      label: step,
    });
  }
}

const firedBy = ({ ruleName }: Rule): Metric =>
  new Metric({
    namespace: "AWS/Events",
    metricName: "TriggeredRules",
    dimensionsMap: { RuleName: ruleName },
    statistic: "Sum",
    period: minutes,
  });

const apiErrors = ({ planners }: PlannerApi): MathExpression =>
  new MathExpression({
    expression: "100 * errors / MAX([calls, 1])",
    usingMetrics: {
      errors: planners.metricServerError({ statistic: "Sum" }),
      calls: planners.metricCount({ statistic: "Sum" }),
    },
    period: minutes,
    label: "server errors, percent",
  });
