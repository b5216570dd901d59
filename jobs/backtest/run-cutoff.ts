import type { CommandIo } from "#jobs/cli/command.ts";
import { observerOf } from "#jobs/nightly/observe-steps.ts";
import { runNightly } from "#jobs/nightly/run-nightly.ts";
import type { Config } from "#lib/config/config.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { Lake } from "#lib/lake/lake.ts";
import type { Step } from "#lib/run/step.ts";

export interface BacktestSetting {
  readonly config: Config;
  readonly dataFolder: string;
  /** Where the runs of the backtest lie until it is done. */
  readonly lake: Lake;
}

/** Some steps of a night as if it were the evening of `asOf`. @returns the run, and seconds by step */
export async function runAt(
  steps: readonly Step[],
  setting: BacktestSetting,
  asOf: BusinessDate | undefined,
  io: CommandIo,
): Promise<{ run: string; seconds: ReadonlyMap<string, number> }> {
  const { threads, signal } = io;
  const seed = io.seed ?? setting.config.seed;
  const request = { ...setting, asOf, seed, threads, signal };
  const { run, records } = await runNightly(steps, request, observerOf(io));
  return { run, seconds: new Map(records.map(({ step, seconds: took }) => [step, took])) };
}
