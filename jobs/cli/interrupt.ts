/** The part of `process` that tells of Ctrl-C and of a machine about to be taken away. */
export interface SignalSource {
  on(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
  off(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
  exit(code: number): void;
}

export const stoppedExitCode = 1;

/**
 * Turns the first Ctrl-C into an abort, so that what is in hand is finished and the run can be
 * resumed; the second ends the process there and then.
 */
export function listenForInterrupt(source: SignalSource, say: (sentence: string) => void) {
  const abort = new AbortController();
  const interrupt = (): void => {
    if (abort.signal.aborted) {
      source.exit(stoppedExitCode);
      return;
    }
    say("Stopping. The same command goes on where this one stops; Ctrl-C again to leave at once.");
    abort.abort();
  };
  source.on("SIGINT", interrupt);
  source.on("SIGTERM", interrupt);
  const dispose = (): void => {
    source.off("SIGINT", interrupt);
    source.off("SIGTERM", interrupt);
  };
  return { signal: abort.signal, dispose };
}
