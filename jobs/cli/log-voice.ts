import { setting } from "#lib/contracts/cloud-jobs.ts";
import { metricNames, metricNamespace } from "#lib/contracts/metrics.ts";
import type { StepRecord } from "#lib/run/step-record.ts";
import type { ProgressDisplay } from "./command.ts";
import type { Voice } from "./voice.ts";

/** What stands in each line, so that one run, step or shard can be picked out of a log. */
export interface LogFacts {
  readonly run?: string;
  readonly step?: string;
  readonly shard?: string;
}

type Entry = Readonly<Record<string, unknown>>;

/** Between two lines of progress. */
const quietMs = 30_000;

/** One JSON object a line; what a step took is written so that CloudWatch makes metrics of it. */
export function logVoice(
  write: (line: string) => void,
  facts: LogFacts,
  env: NodeJS.ProcessEnv,
): Voice {
  const { AWS_BATCH_JOB_ID: job, AWS_BATCH_JOB_ATTEMPT: attempt } = env;
  const log = (level: "info" | "warn" | "error", entry: Entry) => {
    const time = new Date().toISOString();
    write(JSON.stringify({ time, level, ...facts, job, attempt, ...entry }));
  };
  return {
    progress: logProgress(log, env[setting.stack] ?? ""),
    print: (message) => log("info", { message }),
    warn: (message) => log("warn", { message }),
    fail: ({ code, message, remedy, exitCode }) =>
      log("error", { code, message, remedy, exitCode }),
  };
}

function logProgress(
  log: (level: "info" | "warn", entry: Entry) => void,
  stack: string,
): ProgressDisplay {
  let part = "";
  let lastMs = 0;
  return {
    begin: (label) => {
      part = label;
      lastMs = Date.now();
      log("info", { part, message: "begins" });
      return {
        report: (done, total, note = "") => {
          if (Date.now() - lastMs < quietMs) return;
          lastMs = Date.now();
          log("info", { part: label, done, total, message: note });
        },
        say: (message) => log("warn", { part: label, message }),
      };
    },
    end: (summary) => {
      if (part !== "") log("info", { part, message: summary ?? "ends" });
      part = "";
    },
    record: (record) => log("info", stepMetrics(record, stack)),
    measure: (values) => log("info", stackMetrics(values, stack)),
  };
}

/** CloudWatch's embedded metric format: the numbers beside this become metrics by the dimensions. */
const metricsOf = (dimensions: readonly string[], Metrics: readonly Entry[]): Entry => ({
  _aws: {
    Timestamp: Date.now(),
    CloudWatchMetrics: [{ Namespace: metricNamespace, Dimensions: [dimensions], Metrics }],
  },
});

const stackMetrics = (values: Readonly<Record<string, number>>, Stack: string): Entry => {
  const metrics = Object.keys(values).map((Name) => ({ Name, Unit: "None" }));
  return { ...metricsOf(["Stack"], metrics), Stack, ...values };
};

function stepMetrics({ step, seconds, peakMemoryMb, counts }: StepRecord, Stack: string): Entry {
  const metrics = [
    { Name: metricNames.stepSeconds, Unit: "Seconds" },
    { Name: metricNames.peakMemory, Unit: "Megabytes" },
  ];
  return {
    ...metricsOf(["Stack", "Step"], metrics),
    ...{ Stack, Step: step, counts },
    [metricNames.stepSeconds]: seconds,
    [metricNames.peakMemory]: peakMemoryMb,
  };
}
