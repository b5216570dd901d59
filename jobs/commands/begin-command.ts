import { command } from "#jobs/cli/command.ts";
import { lakeOption } from "./run-options.ts";

/** The first job of a night in the cloud. */
export const beginCommand = command({
  name: "begin",
  summary: "names the run of what lies under raw/, and submits its steps to AWS Batch",
  options: {
    ...lakeOption,
    config: {
      kind: "text",
      value: "KEY",
      help: "the shop's shelfcast.yaml, as a key of the lake",
      default: "raw/shelfcast.yaml",
    },
    stack: {
      kind: "text",
      value: "NAME",
      help: "the deployed stack; of this container, if not given",
    },
    parts: {
      kind: "count",
      value: "N",
      min: 0,
      max: 1000,
      help: "containers that share a step, 0 for a night in one; by the size of the data, if not given",
    },
    manual: { kind: "flag", help: "let the nightly run go first" },
  },
  examples: [
    ["begin --lake s3://shop-lake --stack shelfcast", "what the nightly schedule starts"],
    [
      "begin --lake s3://shop-lake --stack shelfcast --parts 40",
      "with 40 containers that forecast",
    ],
  ],
  run: async (args, io) => {
    const { begin } = await import("./begin.ts");
    await begin(args, io);
  },
});
