import { command } from "#jobs/cli/command.ts";
import { lakeOption } from "./run-options.ts";

/** What a person may ask of a shop that keeps data on him. */
export const forgetCommand = command({
  name: "forget",
  summary: "deletes what the lake knows of one customer, now and in every later run",
  options: {
    customer: {
      kind: "text",
      value: "ID",
      help: "the customer, as the shop's data or `pseudonym` has it",
      required: true,
    },
    ...lakeOption,
  },
  examples: [["forget --customer C-1042 --lake s3://shop/lake", "takes C-1042 out of the lake"]],
  run: async ({ customer, lake: address }, io) => {
    const { forget } = await import("./forget.ts");
    await forget({ customer, lake: address }, io);
  },
});
