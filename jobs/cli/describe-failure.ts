import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { printable } from "./display-width.ts";
import { systemTrouble } from "./system-trouble.ts";

/** What a failed command tells: a sentence for stderr, an exit code, and the same for machines. */
export interface Failure {
  readonly sentence: string;
  readonly exitCode: number;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

const exitCodes = { usage: 2, data: 3, failure: 1 } as const satisfies Record<
  ShelfcastError["kind"],
  number
>;

/** Setting that shows where an error came from. */
const debugSetting = "SHELFCAST_DEBUG";

/** A stack is of no use to a planner, so it is shown only to those who ask for it. */
export function describeFailure(error: unknown, env: NodeJS.ProcessEnv): Failure {
  const isDebugging = (env[debugSetting] ?? "") !== "";
  const stack = isDebugging && error instanceof Error ? `\n${error.stack ?? ""}` : "";
  if (error instanceof ShelfcastError) {
    const { message, code, kind, problem, remedy } = error;
    const sentence = printable(message) + stack;
    return { sentence, exitCode: exitCodes[kind], code, message: problem, remedy };
  }
  const trouble = systemTrouble(error);
  if (trouble) {
    const sentence = printable(`${trouble.problem} ${trouble.remedy}`) + stack;
    return {
      sentence,
      exitCode: 1,
      code: "SYSTEM",
      message: trouble.problem,
      remedy: trouble.remedy,
    };
  }
  const problem = `Something unforeseen went wrong: ${firstLine(error)}`;
  const remedy = isDebugging ? "" : `Set ${debugSetting}=1 and run it again to see where.`;
  const sentence = printable(`${problem} ${remedy}`).trim() + stack;
  return { sentence, exitCode: 1, code: "UNFORESEEN", message: problem, remedy };
}

function firstLine(error: unknown): string {
  const [line = ""] = String(error instanceof Error ? error.message : error).split("\n");
  const name = line.trim() === "" ? "an error without a message" : line.trim();
  return /[.!?]$/.test(name) ? name : `${name}.`;
}
