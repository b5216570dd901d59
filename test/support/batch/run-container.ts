import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { constants } from "node:os";
import type { AttemptEnd } from "./job.ts";

interface Container {
  readonly command: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly logFile: string;
  readonly attemptMs: number | undefined;
  /** Between SIGTERM and SIGKILL. */
  readonly noticeMs: number;
}

export interface RunningContainer {
  readonly ended: Promise<AttemptEnd>;
  /** SIGTERM, and SIGKILL when the notice is over; the attempt ends for `statusReason`. */
  stop(statusReason: string): void;
}

export const timedOut = "Job attempt duration exceeded timeout";

/** Runs one attempt as a child process, in a group of its own so that its children go with it. */
export function runContainer({ command, ...container }: Container): RunningContainer {
  const [program = "false", ...words] = command;
  const log = openSync(container.logFile, "a");
  const child = spawn(program, words, {
    env: container.environment,
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  let stopReason: string | undefined;
  const timers: NodeJS.Timeout[] = [];
  const signalAll = (signal: NodeJS.Signals) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, signal);
  };
  const stop = (statusReason: string) => {
    stopReason ??= statusReason;
    signalAll("SIGTERM");
    timers.push(setTimeout(() => signalAll("SIGKILL"), container.noticeMs));
  };
  if (container.attemptMs !== undefined) {
    timers.push(setTimeout(() => stop(timedOut), container.attemptMs));
  }
  const ended = new Promise<AttemptEnd>((resolve) => {
    const end = (exitCode: number | undefined, reason?: string) => {
      for (const timer of timers) clearTimeout(timer);
      const statusReason = stopReason ?? "Essential container in task exited";
      resolve({ exitCode, statusReason, ...(reason ? { reason } : {}) });
    };
    child.once("error", (error) => end(undefined, `CannotStartContainerError: ${error.message}`));
    child.once("exit", (code, signal) =>
      end(code ?? 128 + (signal ? constants.signals[signal] : 0)),
    );
  });
  return { ended, stop };
}
