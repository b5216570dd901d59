import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Contestant } from "./medians.ts";

const script = fileURLToPath(new URL("./pytorch/engine.py", import.meta.url));

/** PyTorch in a process of its own, asked for one timing at a time. */
export interface PytorchReference {
  contestant(work: string): Contestant;
  /** MB, of its process so far. */
  peakMemory(): Promise<number>;
  close(): void;
}

/** @param python an interpreter that has torch and numpy; SHELFCAST_PYTORCH names it */
export function openPytorch(python: string, threads: number): PytorchReference {
  const child = spawn(python, [script, String(threads)], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<number> => {
    child.stdin.write(`${question}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error(`${python} ended; does it have torch and numpy?`);
    return Number(value);
  };
  return {
    contestant: (work) => ({ name: "PyTorch", once: () => ask(work) }),
    peakMemory: () => ask("memory"),
    close: () => child.stdin.end(),
  };
}
