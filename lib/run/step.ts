import type { Config } from "#lib/config/config.ts";
import type { StepName } from "#lib/contracts/lake-keys.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** One step of the nightly run: the same code in one process, in a container, or for one shard. */
export interface Step {
  readonly name: StepName;
  /** Steps whose outputs this one reads. */
  readonly needs: readonly StepName[];
  /** Raised when the step writes other bytes for the same inputs, so that no run reuses old ones. */
  readonly version: number;
  /** What people wrote into the lake that the step reads: it runs again when that has changed. */
  readonly reads?: "decisions" | "overrides";
  /** The parts of the config the step reads: a change elsewhere does not run it again. */
  settings(config: Config): unknown;
  /** Whether the config asks for nothing of it: then it is done without a start. */
  isIdle?(config: Config): boolean;
  run(context: StepContext): Promise<StepCounts>;
}

export interface StepContext {
  readonly run: string;
  readonly lake: Lake;
  readonly config: Config;
  /** Folder against which the config's paths are read. */
  readonly dataFolder: string;
  /** The last date whose data may be used; undefined means the last date of the data. */
  readonly asOf: BusinessDate | undefined;
  readonly seed: number;
  readonly threads: number;
  /** A local folder of the step's own, kept between tries of the same step, removed when it is done. */
  readonly scratch: string;
  readonly progress: Progress;
  /** What it runs on where that is rented, as the price table names it. */
  readonly machine?: string | undefined;
  /** The shards to work on, where one container of several does; undefined means all. */
  readonly part?: ShardPart;
  /** Aborted by Ctrl-C or a spot notice: finish what is in hand, leave a resumable run, and return. */
  readonly signal: AbortSignal;
}

/** Every `count`-th shard from the `index`-th on, counted from 0. */
export interface ShardPart {
  readonly index: number;
  readonly count: number;
}

export const isInPart = (shard: number, part: ShardPart | undefined): boolean =>
  part === undefined || shard % part.count === part.index;

/** What a step says of itself in the manifest: rows read, series scored, … */
export type StepCounts = Readonly<Record<string, number | string>>;

/** How long work tells that it moves. */
export interface Progress {
  /** `done` of `total` units; `note` is a few words such as `epoch 3, loss 0.214`. */
  report(done: number, total: number, note?: string): void;
  /** A sentence that the reader should see, such as a fallback taken. */
  say(sentence: string): void;
}
