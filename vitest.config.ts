import { defineConfig } from "vitest/config";

/** Grouped by what a test needs; `npx vitest --project pure` runs one group. */
const group = (name: string, folders: string, minutes: number) => ({
  test: {
    name,
    include: [`test/${folders}/**/*.test.ts`],
    testTimeout: minutes * 60_000,
    hookTimeout: minutes * 60_000,
  },
});

export default defineConfig({
  test: {
    projects: [
      group("pure", "{domain,contracts,config,forecasting,inventory,behaviour,boosting,demo}", 1),
      group("runtime", "{engine,models,text}", 2),
      group("files", "{lake,run,tables,ingest,prepare,publication}", 2),
      group("commands", "jobs", 10),
    ],
  },
});
