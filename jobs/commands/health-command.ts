import { command } from "#jobs/cli/command.ts";

/** What a container is asked before it is trusted with a night. */
export const healthCommand = command({
  name: "health",
  summary:
    "tells whether this machine can run a night: runtime, tables, scratch space, accelerator",
  options: {},
  examples: [["health", "as the container's health check does"]],
  run: async (_args, io) => {
    const { showHealth } = await import("./show-health.ts");
    await showHealth(io);
  },
});
