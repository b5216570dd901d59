import { command } from "#jobs/cli/command.ts";
import { lakeOption, stackOption } from "./run-options.ts";

/** What is published, and what was. */
export const runsCommand = command({
  name: "runs",
  summary: "lists the publications of a lake",
  options: { ...lakeOption, ...stackOption },
  examples: [
    ["runs --lake s3://shop/lake", "lists what that lake has published"],
    ["runs --stack shelfcast", "lists what that stack has published"],
  ],
  run: async ({ lake, stack }, io) => {
    const { showRuns } = await import("./show-runs.ts");
    if (stack === undefined) return await showRuns(lake, io);
    const { lakeOfStack } = await import("./lake-of-stack.ts");
    await showRuns(await lakeOfStack(stack), io);
  },
});
