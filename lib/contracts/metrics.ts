/** Metrics in CloudWatch: written by jobs and lambdas as lines of their logs, watched by alarms. */
export const metricNamespace = "shelfcast";

export const metricNames = {
  stepSeconds: "StepSeconds",
  peakMemory: "PeakMemory",
  /** One for each run that was published. */
  publications: "Publications",
  /** Share of actuals inside the widest interval on validation, less what was promised; percent. */
  coverageGap: "CoverageGap",
  /** Raw rows set aside, of all; percent. */
  rejectedRows: "RejectedRows",
  runDollars: "RunDollars",
} as const;
