import type { EvaluateOnExit, RetryStrategy } from "@aws-sdk/client-batch";
import type { AttemptEnd } from "./job.ts";

/**
 * Whether a failed attempt is tried again: the first condition whose every pattern matches decides;
 * where none does, and where there are none, attempts that are left are used.
 */
export function isRetried(
  { attempts = 1, evaluateOnExit = [] }: RetryStrategy,
  attemptsMade: number,
  end: AttemptEnd,
): boolean {
  if (attemptsMade >= attempts) return false;
  const decisive = evaluateOnExit.find((condition) => holds(condition, end));
  return decisive?.action?.toUpperCase() !== "EXIT";
}

function holds({ onExitCode, onReason, onStatusReason }: EvaluateOnExit, end: AttemptEnd): boolean {
  const exitCode = end.exitCode === undefined ? undefined : String(end.exitCode);
  return (
    matches(onExitCode, exitCode) &&
    matches(onReason, end.reason ?? "") &&
    matches(onStatusReason, end.statusReason)
  );
}

/** A pattern may end with `*`; case does not count. */
export function matches(pattern: string | undefined, text: string | undefined): boolean {
  if (pattern === undefined) return true;
  if (text === undefined) return false;
  const [wanted, given] = [pattern.toLowerCase(), text.toLowerCase()];
  return wanted.endsWith("*") ? given.startsWith(wanted.slice(0, -1)) : given === wanted;
}
