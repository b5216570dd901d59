/** Each alarm, with what is wrong and what to do first; docs/runbooks.md has a chapter of each name. */
export const runbook = {
  "failed-job":
    "A job of the night failed for good. The cause is in the notice; what is done is kept.",
  "stuck-job": "A job waits for a machine that does not come. The notice names the cause.",
  "late-run":
    "No run was published for too long. Look which step is under way: shelfcast status --stack.",
  "coverage-gap":
    "Forecast intervals hold fewer actuals than they promise. Look at the report before ordering.",
  "rejected-rows": "Many raw rows were set aside. Look at ingest/rejects.csv of the run.",
  "start-errors": "The Lambda that starts nights fails. Look at its log.",
  "api-errors": "The planner's API answers with errors of its own. Look at its log.",
} as const;

export type AlarmName = keyof typeof runbook;

export const runbookOf = (alarm: AlarmName): string =>
  `${runbook[alarm]} See docs/runbooks.md#${alarm}.`;
