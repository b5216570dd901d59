import { command } from "#jobs/cli/command.ts";
import { asOfOption, dataOptions } from "./run-options.ts";

/** What a night would say of the data, before it is run. */
export const checkCommand = command({
  name: "check",
  summary: "reads and checks the data, prints what was found and set aside; writes nothing",
  options: { ...dataOptions, ...asOfOption },
  examples: [["check --config shop.yaml --data exports", "tells what is wrong, row by row"]],
  run: async (args, io) => {
    const { check } = await import("./check.ts");
    await check(args, io);
  },
});
