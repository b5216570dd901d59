import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Contestant } from "./medians.ts";

/** A process that answers questions in numbers, a line each. */
export interface Rival {
  contestant(name: string, work: string): Contestant;
  ask(question: string): Promise<number>;
  close(): void;
}

/** A process that is told a work by name and answers with the seconds of one step of it. */
export function openRival(command: string, script: string, settings: readonly string[]): Rival {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(command, [path, ...settings], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const ask = async (question: string): Promise<number> => {
    const answer = once(lines, "line");
    child.stdin.write(`${question}\n`);
    return Number((await answer)[0]);
  };
  return {
    contestant: (name, work) => ({ name, once: () => ask(work) }),
    ask,
    close: () => child.stdin.end(),
  };
}
