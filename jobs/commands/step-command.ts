import { command } from "#jobs/cli/command.ts";
import { lakeOption } from "./run-options.ts";

/** One step of a run that was begun elsewhere, as a container runs it. */
export const stepCommand = command({
  name: "step",
  summary: "runs one step of a run, as a container does",
  operands: { value: "NAME", help: "ingest, prepare, train, score, …, or all", min: 1, max: 1 },
  options: {
    ...lakeOption,
    run: {
      kind: "text",
      value: "ID",
      help: "the run; its manifest is in the lake",
      required: true,
    },
    data: {
      kind: "text",
      value: "DIR",
      help: "folder of the data, for ingest; the lake's raw/, if not given",
    },
    shard: {
      kind: "text",
      value: "I/N",
      help: "only every N-th shard from the I-th on, counted from 0, or what AWS Batch says to the child of an array; the step is done by a run without it",
    },
  },
  examples: [
    ["step train --run 2026-03-31-1f0c2b3a --lake s3://shop/lake", "trains"],
    ["step score --run 2026-03-31-1f0c2b3a --shard 2/8 --lake s3://shop/lake", "one of 8 parts"],
  ],
  run: async (args, io) => {
    const { runOneStep } = await import("./step.ts");
    await runOneStep(args, io);
  },
});
