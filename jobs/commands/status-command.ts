import { command } from "#jobs/cli/command.ts";
import { lakeOption, stackOption } from "./run-options.ts";

/** How far a run came. */
export const statusCommand = command({
  name: "status",
  summary: "shows what is published and how far each run came",
  operands: { value: "RUN", help: "the run to show; the newest, if not given", min: 0, max: 1 },
  options: { ...lakeOption, ...stackOption },
  examples: [
    ["status", "steps of the newest run of ./shelfcast-lake, with seconds and memory"],
    ["status --stack shelfcast", "jobs, alarms and publication of what is deployed on AWS"],
  ],
  run: async ({ lake, stack, operands: [run] }, io) => {
    if (stack !== undefined) {
      const { showStack } = await import("./show-stack.ts");
      return await showStack(stack, run, io);
    }
    const { showStatus } = await import("./show-status.ts");
    await showStatus(lake, run, io);
  },
});
