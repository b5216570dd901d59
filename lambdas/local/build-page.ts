import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ConsoleConfig, consoleConfigName } from "#lib/contracts/console-config.ts";

/** The page's own folder. */
const source = join(import.meta.dirname, "..", "console");

/** Builds the planner's page into `into`, in about a second. */
export async function buildPage(into: string, config: ConsoleConfig): Promise<void> {
  const { build } = await import("vite");
  await build({
    root: source,
    configFile: false,
    logLevel: "error",
    build: {
      outDir: into,
      emptyOutDir: true,
      target: "es2023",
      modulePreload: { polyfill: false },
    },
  });
  await writeFile(join(into, consoleConfigName), JSON.stringify(config));
}
