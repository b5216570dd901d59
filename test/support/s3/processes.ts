import { execFile, spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Runs a program to its end; throws with what it said where it fails. */
export async function runCommand(program: string, words: readonly string[]): Promise<void> {
  await execute(program, words, { timeout: 60_000 });
}

export interface Daemon {
  hasEnded(): boolean;
  output(): string;
  kill(): void;
}

/** Has the kernel kill what it starts when this process is gone. */
const tiedToUs = ["--pdeathsig", "KILL"];
const tie = "setpriv";

/** Starts a program that ends with this process, however this process ends: the kernel sees to it. */
export function startDaemon(program: string, words: readonly string[], outputFile: string): Daemon {
  const output = openSync(outputFile, "a");
  const child = spawn(tie, [...tiedToUs, program, ...words], {
    // A group of its own, so that Ctrl-C at the terminal reaches the tests alone.
    detached: true,
    stdio: ["ignore", output, output],
  });
  child.on("error", () => undefined);
  child.unref();
  return {
    hasEnded: () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined,
    output: () => readFileSync(outputFile, "utf8").slice(-2000),
    kill: () => void child.kill("SIGKILL"),
  };
}
