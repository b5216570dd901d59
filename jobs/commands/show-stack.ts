import type { CommandIo } from "#jobs/cli/command.ts";
import { sayDuration } from "#jobs/cli/say-duration.ts";
import { textTable } from "#jobs/cli/text-table.ts";
import type { JobState } from "#lib/batch/describe-run.ts";
import { nextDeadline } from "#lib/nights/next-deadline.ts";
import { connectStack } from "#lib/stack/connect-stack.ts";
import { lookAtStack, type StackView } from "#lib/stack/look-at-stack.ts";

/** Shows what is deployed, the jobs of a run on AWS Batch, what is published, and what calls for a person. */
export async function showStack(
  name: string,
  run: string | undefined,
  io: CommandIo,
): Promise<void> {
  const view = await lookAtStack(connectStack(), name, run);
  const now = new Date();
  const next = nextDeadline(now, view.stack.nights);
  io.print(factLines(view, next).join("\n"));
  io.print(`\n${jobsText(view, now.getTime(), io)}`);
  io.print(`\n${alarmsText(view, io)}`);
  io.result({ ...view, next });
}

function factLines({ stack, latest }: StackView, next: string): string[] {
  const { waitFor, timeZone } = stack.nights;
  const sooner = waitFor.length > 0 ? `, sooner once ${waitFor.join(", ")} have arrived` : "";
  return [
    `Stack ${stack.name}: ${stack.state}, deployed ${stack.changed}.`,
    `Lake: ${stack.lake}`,
    `Console: ${stack.consoleUrl}`,
    latest ? `Published: ${latest.run}, since ${latest.publishedAt}.` : "Nothing published.",
    `Next run: ${next.replace("T", " ")} ${timeZone}${sooner}.`,
  ];
}

function jobsText({ run, begin, jobs }: StackView, now: number, io: CommandIo): string {
  const shown = begin?.state === "SUCCEEDED" || begin === null ? jobs : [begin, ...jobs];
  const title = run === null ? "No run yet." : `Run ${io.style.bold(run)}:`;
  if (shown.length === 0) {
    return run === null ? title : `${title} AWS Batch keeps no jobs of it any more.`;
  }
  const titles = ["job", "queue", "state", "tries", "took", "cause"];
  const rows = shown.map((job) => jobRow(job, now));
  return `${title}\n\n${textTable(titles, rows, io.style)}`;
}

const jobRow = ({ name, queue, state, attempts, parts, reason, ...job }: JobState, now: number) => [
  name,
  queue,
  parts === null ? state : `${state} (${sayParts(parts)})`,
  attempts,
  job.started === null ? "" : sayDuration(((job.stopped ?? now) - job.started) / 1000),
  state === "SUCCEEDED" ? "" : reason,
];

/** `12 SUCCEEDED, 3 RUNNING` */
const sayParts = (parts: Readonly<Record<string, number>>): string =>
  Object.entries(parts)
    .map(([state, count]) => `${count} ${state}`)
    .join(", ");

function alarmsText({ alarms }: StackView, { style }: CommandIo): string {
  if (alarms.length === 0) return "No alarm.";
  const rows = alarms.map(({ name, since }) => [name, since]);
  const what = alarms.map(({ name, runbook }) => `${name}: ${runbook}`);
  return `${textTable(["alarm", "since"], rows, style)}\n\n${what.join("\n")}`;
}
