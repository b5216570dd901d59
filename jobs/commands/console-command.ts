import { command } from "#jobs/cli/command.ts";
import { lakeOption } from "./run-options.ts";

/** What a planner opens in the morning. */
export const consoleCommand = command({
  name: "console",
  summary: "shows the planner's page, and answers the API, on this machine",
  options: {
    ...lakeOption,
    port: {
      kind: "count",
      value: "N",
      min: 0,
      max: 65_535,
      default: 8731,
      help: "port to answer on; 0 for any that is free",
    },
    role: {
      kind: "choice",
      value: "ROLE",
      oneOf: ["viewer", "planner", "approver"],
      default: "approver",
      help: "what you may do: viewer, planner, approver",
    },
  },
  examples: [
    ["console --lake shelfcast-demo/lake", "the page at http://127.0.0.1:8731/, until Ctrl-C"],
  ],
  run: async (args, io) => {
    const { showConsole } = await import("./show-console.ts");
    await showConsole(args, io);
  },
});
