import { spawn } from "node:child_process";
import { join } from "node:path";

/** What a user starts. */
export const mainModule = join(import.meta.dirname, "..", "..", "..", "jobs", "main.ts");

export interface Spawned {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a user does, in a process of its own. */
export async function shelfcast(
  words: readonly string[],
  folder = ".",
  settings: NodeJS.ProcessEnv = {},
): Promise<Spawned> {
  const env = { ...process.env, ...settings };
  const child = spawn(process.execPath, [mainModule, ...words], { cwd: folder, env });
  return await finished(child);
}

export async function finished(child: ReturnType<typeof spawn>): Promise<Spawned> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.on("close", resolve);
  return { exitCode: await promise, stdout, stderr };
}
