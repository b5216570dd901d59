import { UsageError } from "#jobs/cli/usage-error.ts";
import { readConfig } from "#lib/config/read-config.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { openStandingLake } from "#lib/lake/open-lake.ts";
import { readLatest } from "#lib/publication/latest.ts";
import { type RunManifest, readRunManifest } from "#lib/run/run-manifest.ts";

export interface AskedRun {
  readonly lake: string;
  readonly run: string | undefined;
  readonly config: string | undefined;
}

/** The run that is asked: the one named, else the published one; not another shop's. */
export async function openAskedRun(
  args: AskedRun,
): Promise<{ readonly lake: Lake; readonly manifest: RunManifest }> {
  const lake = await openStandingLake(args.lake);
  const run = args.run ?? (await readLatest(lake))?.run;
  if (run === undefined) {
    throw new UsageError(`Nothing is published in ${lake.address}.`, "Run `shelfcast nightly`.");
  }
  const manifest = await readRunManifest(lake, run);
  if (args.config !== undefined) {
    const { name } = await readConfig(args.config);
    const { name: theirs } = manifest.config;
    if (name !== theirs) {
      const problem = `Run ${run} is of ${theirs}, not of ${name}.`;
      throw new UsageError(problem, "Give the lake of this shop with --lake.");
    }
  }
  return { lake, manifest };
}
