import type { CommandIo } from "#jobs/cli/command.ts";
import { sayDuration } from "#jobs/cli/say-duration.ts";
import { textTable } from "#jobs/cli/text-table.ts";
import { UsageError } from "#jobs/cli/usage-error.ts";
import type { StepName } from "#lib/contracts/lake-keys.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { openStandingLake } from "#lib/lake/open-lake.ts";
import { readLatest } from "#lib/publication/latest.ts";
import { newestRun } from "#lib/run/newest-run.ts";
import { type RunManifest, readRunManifest } from "#lib/run/run-manifest.ts";
import { readStepRecords, type StepRecord } from "#lib/run/step-record.ts";

/** Shows the steps of one run, and what readers use. */
export async function showStatus(
  address: string,
  run: string | undefined,
  io: CommandIo,
): Promise<void> {
  const lake = await openStandingLake(address);
  const manifest =
    run === undefined ? await requireNewestRun(lake) : await readRunManifest(lake, run);
  const latest = await readLatest(lake);
  io.print(
    latest ? `Published: ${latest.run}, since ${latest.publishedAt}.` : "Nothing published.",
  );
  io.print(`Run ${io.style.bold(manifest.run)}, started ${manifest.started}:\n`);
  const names = Object.keys(manifest.fingerprints) as StepName[];
  const steps = await readStepRecords(lake, manifest.run, names);
  const done = new Map(steps.map((record) => [record.step, record]));
  const rows = names.map((step) => row(step, done.get(step)));
  io.print(textTable(["step", "state", "took", "peak MB", "counts"], rows, io.style));
  io.result({ latest: latest ?? null, run: { ...manifest, steps } });
}

const row = (step: string, record: StepRecord | undefined) =>
  record
    ? [
        step,
        "done",
        sayDuration(record.seconds),
        record.peakMemoryMb,
        JSON.stringify(record.counts),
      ]
    : [step, "to do", "", "", ""];

async function requireNewestRun(lake: Lake): Promise<RunManifest> {
  const newest = await newestRun(lake);
  if (newest) return newest;
  throw new UsageError(`${lake.address} has no run.`, "Run `shelfcast nightly`, or check --lake.");
}
