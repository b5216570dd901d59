import { defineConfig } from "vitest/config";
import { SkipReporter } from "./test/support/skips/skip-reporter.ts";

/** Tests that need nothing but the processor. */
const pure =
  "test/{domain,contracts,config,forecasting,inventory,behaviour,boosting,demo,signals,marketing}/**/*.test.ts";
/** Tests on ONNX Runtime. */
const runtime = "test/{tensors,engine,layers,models,text}/**/*.test.ts";
/** Tests that synthesise the deployed stack. */
const cdk = "test/cdk/**/*.test.ts";
/** Tests that start the command line. */
const commands = "test/jobs/**/*.test.ts";

/** Grouped by what a test needs; `npx vitest --project pure` runs one group. */
const group = (name: string, include: string, minutes: number, exclude: string[] = []) => ({
  test: {
    name,
    include: [include],
    exclude,
    testTimeout: minutes * 60_000,
    hookTimeout: minutes * 60_000,
  },
});

export default defineConfig({
  test: {
    reporters: ["default", new SkipReporter()],
    projects: [
      group("pure", pure, 1),
      group("runtime", runtime, 2),
      // Files, DuckDB and S3, and whatever has no group of its own: no test is left out.
      group("files", "test/**/*.test.ts", 2, [pure, runtime, cdk, commands]),
      group("cdk", cdk, 2),
      group("commands", commands, 10),
    ],
  },
});
