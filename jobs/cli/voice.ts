import type { ProgressDisplay } from "./command.ts";
import type { Failure } from "./describe-failure.ts";

/** How a command speaks: to a person at a terminal, or line by line to a log. */
export interface Voice {
  readonly progress: ProgressDisplay;
  /** What was asked for. */
  print(text: string): void;
  /** What somebody should know while it goes on. */
  warn(sentence: string): void;
  fail(failure: Failure): void;
}
