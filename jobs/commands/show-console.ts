import { once } from "node:events";
import type { CommandIo } from "#jobs/cli/command.ts";
import { UsageError } from "#jobs/cli/usage-error.ts";
import { startConsole } from "#lambdas/local/start-console.ts";
import { openStandingLake } from "#lib/lake/open-lake.ts";
import { readLatest } from "#lib/publication/latest.ts";

interface ConsoleArgs {
  readonly lake: string;
  readonly port: number;
  readonly role: string;
}

/** Serves the page until Ctrl-C. */
export async function showConsole({ lake, port, role }: ConsoleArgs, io: CommandIo): Promise<void> {
  const latest = await readLatest(await openStandingLake(lake));
  if (latest === undefined) {
    const remedy = "Run `shelfcast nightly` first, or check --lake.";
    throw new UsageError(`Nothing is published in ${lake}.`, remedy);
  }
  const server = await startConsole({
    lake,
    port,
    role: role as "viewer" | "planner" | "approver",
  });
  io.print(`Run ${io.style.bold(latest.run)}, as ${role}: ${io.style.accent(server.address)}`);
  io.print("Ctrl-C ends it.");
  io.result({ address: server.address, run: latest.run });
  if (!io.signal.aborted) await once(io.signal, "abort");
  await server.close();
}
