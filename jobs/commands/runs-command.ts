import { command } from "#jobs/cli/command.ts";
import { lakeOption } from "./run-options.ts";

/** What is published, and what was. */
export const runsCommand = command({
  name: "runs",
  summary: "lists the publications of a lake",
  options: lakeOption,
  examples: [["runs --lake s3://shop/lake", "lists what that lake has published"]],
  run: async ({ lake }, io) => {
    const { showRuns } = await import("./show-runs.ts");
    await showRuns(lake, io);
  },
});
