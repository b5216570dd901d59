import { trainStep } from "#jobs/train/step.ts";
import { runPrefix } from "#lib/contracts/lake-keys.ts";
import type { Step } from "#lib/run/step.ts";

/** Stands in for the train step: takes what another run learned, as a night without training would. */
export const adoptedTraining = (from: string): Step => ({
  ...trainStep,
  settings: (config) => ({ from, ...(trainStep.settings(config) as object) }),
  run: async ({ lake, run }) => {
    const prefix = `${runPrefix(from)}train/`;
    let files = 0;
    for await (const { key } of lake.list(prefix)) {
      if (key.endsWith("step.json")) continue;
      await lake.write(`${runPrefix(run)}train/${key.slice(prefix.length)}`, await lake.read(key));
      files += 1;
    }
    return { "files taken over": files };
  },
});
