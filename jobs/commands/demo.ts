import { access } from "node:fs/promises";
import { join } from "node:path";
import type { CommandIo } from "#jobs/cli/command.ts";
import { demoConfigName, writeDemo } from "#lib/demo/write-demo.ts";
import { makeFolder } from "#lib/lake/make-folder.ts";
import { nightly } from "./nightly.ts";

const demoSeed = 1;

/** Invents a shop, once, and runs a night on it. */
export async function demo({ out }: { readonly out: string }, io: CommandIo): Promise<void> {
  io.print("SYNTHETIC: everything below is about an invented shop, no real sale or person.\n");
  const seed = io.seed ?? demoSeed;
  const data = join(out, `data-${seed}`);
  const config = join(data, demoConfigName);
  // The config is written last: where it is, all is.
  if (!(await exists(config))) {
    io.progress.begin("demo data");
    await makeFolder(data);
    await writeDemo(data, seed);
    io.progress.end(`written to ${data}`);
  }
  await nightly({ config, data: undefined, lake: join(out, "lake"), asOf: undefined }, io);
  io.print(`Your own data: npx shelfcast init --data DIR, then npx shelfcast nightly.`);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
