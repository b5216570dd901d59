import type { CommandIo } from "#jobs/cli/command.ts";
import { observerOf } from "#jobs/nightly/observe-steps.ts";
import { runNightly } from "#jobs/nightly/run-nightly.ts";
import { nightlySteps } from "#jobs/nightly/steps.ts";
import { readConfig } from "#lib/config/read-config.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { dataFolderOf } from "./run-options.ts";
import { showPublication } from "./show-publication.ts";

interface NightlyArgs {
  readonly config: string;
  readonly data: string | undefined;
  readonly lake: string;
  readonly asOf: BusinessDate | undefined;
}

export async function nightly(args: NightlyArgs, io: CommandIo): Promise<void> {
  const config = await readConfig(args.config);
  const lake = await openLake(args.lake);
  const { threads, signal } = io;
  const result = await runNightly(
    nightlySteps,
    {
      config,
      dataFolder: dataFolderOf(args),
      lake,
      asOf: args.asOf,
      seed: io.seed ?? config.seed,
      threads,
      signal,
    },
    observerOf(io),
  );
  await showPublication(lake, result, io);
}
