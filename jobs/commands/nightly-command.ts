import { command } from "#jobs/cli/command.ts";
import { asOfOption, dataOptions, lakeOption } from "./run-options.ts";

/** The main job. */
export const nightlyCommand = command({
  name: "nightly",
  summary: "reads the data, learns, forecasts, and publishes what planners download",
  options: { ...dataOptions, ...lakeOption, ...asOfOption },
  examples: [
    ["nightly --config shop.yaml", "publishes into ./shelfcast-lake"],
    [
      "nightly --config shop.yaml --data exports --lake s3://shop/lake",
      "reads there, publishes to S3",
    ],
    ["nightly --config shop.yaml --as-of 2026-03-31", "as if it were the evening of that day"],
  ],
  run: async (args, io) => {
    const { nightly } = await import("./nightly.ts");
    await nightly(args, io);
  },
});
